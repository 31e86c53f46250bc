package org.portcullis.routing.emergency;

import io.netty.util.AsciiString;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.portcullis.core.border.ForwardingRouting;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.border.Routing;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.TelUri;
import org.portcullis.core.message.Text;
import org.portcullis.core.message.Uri;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.Realm;
import org.portcullis.routing.dispatch.Planner;
import org.portcullis.routing.route.Routes;

/**
 * The routing table with the emergency numbers before it. Immutable; any loop.
 *
 * <p>A number is recognised in the user part of a SIP URI or in a tel one, visual separators and
 * parameters aside; a service URN of the tree {@code urn:service:sos} is an emergency by itself.
 */
public final class EmergencyRoutes extends ForwardingRouting {
    private static final AsciiString SOS = AsciiString.cached("urn:service:sos");
    private static final String NAME = "emergency";

    private final Routes routes;
    private final EmergencySettings settings;
    private final List<AsciiString> numbers = new ArrayList<>();
    private final List<Planner> peers = new ArrayList<>();
    private final Consumer<EmergencyCall> notices;
    private final InstantSource clock;
    private final Counter calls;

    /**
     * @param notices told of every emergency INVITE, on the loop of the call; must not block
     * @throws IllegalArgumentException naming a peer that {@code routes} does not know
     */
    public EmergencyRoutes(
            Routes routes,
            EmergencySettings settings,
            Consumer<EmergencyCall> notices,
            InstantSource clock,
            Counters counters) {
        this.routes = routes;
        this.settings = settings;
        this.notices = notices;
        this.clock = clock;
        settings.numbers().forEach(number -> numbers.add(new AsciiString(number)));
        settings.to().forEach(peer -> peers.add(routes.plansTo(peer)));
        this.calls =
                counters.counter(
                        "portcullis_emergency_calls_total",
                        "Calls to emergency numbers, let in ahead of every limit.");
    }

    @Override
    public Optional<AsciiString> emergency(SipRequest request, Origin origin) {
        boolean calls =
                request.method().equals(Method.INVITE) || request.method().equals(Method.MESSAGE);
        return calls && (settings.strangers() || !(origin instanceof Origin.Unknown))
                ? number(request.requestUri())
                : Optional.empty();
    }

    private Optional<AsciiString> number(Uri uri) {
        return switch (uri) {
            case SipUri sip -> known(sip.user());
            case TelUri tel -> known(tel.number());
            case OtherUri other ->
                    isSos(other.text()) ? Optional.of(numbers.getFirst()) : Optional.empty();
        };
    }

    private static boolean isSos(AsciiString urn) {
        int length = SOS.length();
        return urn.length() >= length
                && urn.subSequence(0, length, false).contentEqualsIgnoreCase(SOS)
                && (urn.length() == length || urn.byteAt(length) == '.');
    }

    private Optional<AsciiString> known(AsciiString user) {
        for (AsciiString number : numbers) {
            if (dials(user, number)) {
                return Optional.of(number);
            }
        }
        return Optional.empty();
    }

    /** Compares up to the parameters of the user part, separators passed over (RFC 3966 5.1.1). */
    private static boolean dials(AsciiString user, AsciiString number) {
        int matched = 0;
        for (int i = 0; i < user.length() && user.byteAt(i) != ';'; i++) {
            byte b = user.byteAt(i);
            if (b == '-' || b == '.' || b == '(' || b == ')') {
                continue;
            }
            if (matched == number.length() || number.byteAt(matched) != b) {
                return false;
            }
            matched++;
        }
        return matched == number.length();
    }

    @Override
    public RouteDecision route(SipRequest request, Origin origin, Realm realm) {
        Optional<AsciiString> number = emergency(request, origin);
        if (number.isEmpty()) {
            return routes.route(request, origin, realm);
        }
        if (request.method().equals(Method.INVITE)) {
            calls.increment();
            notices.accept(
                    new EmergencyCall(
                            caller(request.from().uri()),
                            number.get().toString(),
                            origin.name(),
                            Text.utf8(request.callId()),
                            clock.instant()));
        }
        return new RouteDecision.Forward(NAME, new PeersInTurn(peers, request), request);
    }

    private static String caller(Uri from) {
        return switch (from) {
            case SipUri sip -> Text.utf8(sip.user());
            case TelUri tel -> tel.digits().toString();
            case OtherUri other -> "";
        };
    }

    @Override
    protected Routing routes() {
        return routes;
    }
}
