package org.portcullis.appliance.admin.registration;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.portcullis.appliance.admin.Answer;
import org.portcullis.appliance.admin.Arguments;
import org.portcullis.appliance.admin.Field;
import org.portcullis.appliance.admin.Operation;
import org.portcullis.appliance.admin.Resource;
import org.portcullis.core.border.Hop;
import org.portcullis.core.registration.Whereabouts;
import tools.jackson.core.JsonGenerator;

/** The users that have registered with the box, and where they are. */
public final class RegistrationsResource implements Resource {
    private static final int MOST = 500;
    private static final Field<String> USER =
            Field.text("user", Field.In.QUERY, "Only this user.").orNone();

    private final Whereabouts whereabouts;
    private final LongSupplier nanoClock;

    /**
     * @param nanoClock the clock of the loops
     */
    public RegistrationsResource(Whereabouts whereabouts, LongSupplier nanoClock) {
        this.whereabouts = whereabouts;
        this.nanoClock = nanoClock;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(
                        "/api/v1/registrations",
                        "Users that have registered with the box, with their contacts, 500 at the"
                                + " most; and how many there are.",
                        List.of(USER),
                        arguments -> CompletableFuture.completedStage(list(arguments))));
    }

    private Answer list(Arguments arguments) {
        Optional<AsciiString> user = arguments.find(USER).map(AsciiString::of);
        List<Whereabouts.Seen> seen =
                user.map(its -> List.of(new Whereabouts.Seen(its, whereabouts.of(its))))
                        .orElseGet(() -> whereabouts.some(MOST));
        long nowNanos = nanoClock.getAsLong();
        return Answer.json(
                HttpResponseStatus.OK,
                out -> {
                    out.writeNumberProperty("total", whereabouts.users());
                    out.writeArrayPropertyStart("registrations");
                    for (Whereabouts.Seen each : seen) {
                        for (Whereabouts.Place place : each.places()) {
                            write(out, each.user(), place, nowNanos);
                        }
                    }
                    out.writeEndArray();
                });
    }

    private static void write(
            JsonGenerator out, AsciiString user, Whereabouts.Place place, long nowNanos) {
        Hop hop = place.hop();
        long leftNanos = Math.max(0, place.untilNanos() - nowNanos);
        out.writeStartObject();
        out.writeStringProperty("user", user.toString());
        out.writeStringProperty("contact", hop.uri().text().toString());
        out.writeStringProperty("realm", hop.realm().name());
        out.writeStringProperty("address", hop.target().toString());
        out.writeNumberProperty("preferenceThousandths", place.preference());
        out.writeNumberProperty("expiresSeconds", TimeUnit.NANOSECONDS.toSeconds(leftNanos));
        out.writeEndObject();
    }
}
