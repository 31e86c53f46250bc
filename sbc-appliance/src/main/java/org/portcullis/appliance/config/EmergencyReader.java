package org.portcullis.appliance.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.portcullis.appliance.emergency.NoticeSettings;
import org.portcullis.core.border.Origin;
import org.portcullis.core.transport.Realm;
import org.portcullis.routing.emergency.EmergencySettings;
import org.portcullis.routing.resolve.NextHop;

/** Reads {@code emergency}. */
final class EmergencyReader {
    private static final String NUMBER_PATTERN = "\\+?[0-9]{2,15}";
    private static final Scalar<String> NUMBER =
            Types.scalar(
                    "2 to 15 digits",
                    "112",
                    Scalar.Json.Text.ANY,
                    text -> Optional.of(text).filter(t -> t.matches(NUMBER_PATTERN)));
    private static final Scalar<NextHop> NEXT_HOP =
            Scalar.of(
                    "a SIP URI such as sip:192.0.2.1:5060;transport=tcp",
                    "sip:192.0.2.1",
                    new Scalar.Json.Text("^sip:"),
                    NextHop::parse);
    private final OneOf<Origin> peer;
    private final Reference<Realm> realm;

    EmergencyReader(Set<String> trunks, Set<String> dispatchers, Map<String, Realm> realms) {
        this.peer =
                new OneOf<>(
                        List.of(
                                new OneOf.Choice<>(
                                        "trunk",
                                        reference("trunks", trunks, Origin.Trunk::new),
                                        "They go to this trunk."),
                                new OneOf.Choice<>(
                                        "dispatcher",
                                        reference(
                                                "dispatcher", dispatchers, Origin.Dispatcher::new),
                                        "They go to a member of this set.")));
        this.realm = new Reference<>("realms", realms, realms.values().iterator().next());
    }

    Form<EmergencyConfiguration> form() {
        return new Nested<>(this::read);
    }

    private EmergencyConfiguration read(Section s) {
        return new EmergencyConfiguration(
                new EmergencySettings(
                        s.required(
                                "numbers",
                                new Items<>(NUMBER, 1),
                                "As they are dialled. The first stands for `urn:service:sos` too."),
                        s.required(
                                "to",
                                new Items<>(peer, 1),
                                "Where they go: on to the next on any failure."),
                        s.value(
                                "strangers",
                                Types.truth(),
                                "false",
                                "Whether sources that no trunk and no dispatcher claims may call"
                                        + " them, too.")),
                new NoticeSettings(
                        s.list(
                                "notify",
                                new Nested<>(this::readAddress),
                                List.of(),
                                "Who gets a SIP MESSAGE of each call, tried four times."),
                        s.optional(
                                "webhook",
                                WebhookReader.FORM,
                                "What gets an HTTP POST of each call, JSON with `caller`, `number`,"
                                        + " `peer`, `call`, `node` and `time`.")));
    }

    private NoticeSettings.Address readAddress(Section s) {
        Realm its = s.required("realm", realm, "The side of the border that the address is on.");
        NextHop hop = s.required("uri", NEXT_HOP, "The address.");
        try {
            hop.requireReachableFrom(its);
        } catch (IllegalArgumentException e) {
            s.problem(s.place("uri"), String.valueOf(e.getMessage()));
        }
        return new NoticeSettings.Address(its, hop);
    }

    private static Reference<Origin> reference(
            String section, Set<String> names, Function<String, Origin> origin) {
        Map<String, Origin> known = new LinkedHashMap<>();
        names.forEach(name -> known.put(name, origin.apply(name)));
        return new Reference<>(section, known, new Origin.Unknown());
    }
}
