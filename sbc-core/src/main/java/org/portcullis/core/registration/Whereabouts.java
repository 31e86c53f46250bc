package org.portcullis.core.registration;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;

/**
 * Where the users are that the box has registered itself: what the loops know of them, for a call
 * that is on any loop. Each user is written by one loop; any thread reads.
 */
public final class Whereabouts {
    private static final Comparator<Place> BY_PREFERENCE =
            Comparator.comparingInt((Place place) -> -place.preference());

    private final Map<AsciiString, List<Place>> places = new ConcurrentHashMap<>();

    /**
     * One contact of a user.
     *
     * @param preference the q value in thousandths
     * @param untilNanos when what was granted is over
     */
    public record Place(AsciiString token, Hop hop, int preference, long untilNanos) {}

    /** One user with the contacts of it. */
    public record Seen(AsciiString user, List<Place> places) {}

    /** Some users, so many at the most; those that come or go meanwhile may be among them. */
    public List<Seen> some(int most) {
        List<Seen> seen = new ArrayList<>();
        Iterator<Map.Entry<AsciiString, List<Place>>> users = places.entrySet().iterator();
        while (users.hasNext() && seen.size() < most) {
            Map.Entry<AsciiString, List<Place>> user = users.next();
            seen.add(new Seen(user.getKey(), user.getValue()));
        }
        return seen;
    }

    /** The contacts of a user, the preferred ones first. */
    public List<Place> of(AsciiString user) {
        return places.getOrDefault(user, List.of());
    }

    /** Users that have any. */
    public int users() {
        return places.size();
    }

    void bound(Binding binding) {
        if (binding.aor().phones() instanceof Origin.User) {
            Place place =
                    new Place(
                            binding.token(),
                            binding.hop(),
                            binding.contact().preferenceThousandths(),
                            binding.untilNanos());
            places.merge(
                    binding.aor().user(),
                    List.of(place),
                    (before, one) -> {
                        List<Place> after = without(before, binding.token());
                        after.add(place);
                        after.sort(BY_PREFERENCE);
                        return List.copyOf(after);
                    });
        }
    }

    void gone(Binding binding) {
        if (binding.aor().phones() instanceof Origin.User) {
            places.computeIfPresent(
                    binding.aor().user(),
                    (user, before) -> {
                        List<Place> after = without(before, binding.token());
                        return after.isEmpty() ? null : List.copyOf(after);
                    });
        }
    }

    private static List<Place> without(List<Place> before, AsciiString token) {
        List<Place> after = new ArrayList<>(before);
        after.removeIf(place -> place.token().equals(token));
        return after;
    }
}
