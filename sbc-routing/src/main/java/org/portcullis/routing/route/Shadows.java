package org.portcullis.routing.route;

import java.util.ArrayList;
import java.util.List;

/** Routes that can never match, since one above them takes everything that they are for. */
public final class Shadows {
    private Shadows() {}

    /**
     * One route that is never reached.
     *
     * @param route its place in the list
     * @param above the place of the one that takes its requests
     */
    public record Shadow(int route, int above) {}

    /** Every route that one other covers alone. */
    public static List<Shadow> of(List<Route> routes) {
        List<Shadow> shadows = new ArrayList<>();
        for (int i = 0; i < routes.size(); i++) {
            for (int above = 0; above < i; above++) {
                Route first = routes.get(above);
                // What is not in the table goes on to the routes below.
                boolean decides = !(first.to() instanceof Route.LookUp);
                if (decides && first.when().covers(routes.get(i).when())) {
                    shadows.add(new Shadow(i, above));
                    break;
                }
            }
        }
        return shadows;
    }
}
