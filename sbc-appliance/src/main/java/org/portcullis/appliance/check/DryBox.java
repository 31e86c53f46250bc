package org.portcullis.appliance.check;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.AsciiString;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.portcullis.appliance.check.CapturedFlow.Sent;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.core.agent.Relays;
import org.portcullis.core.agent.UserAgent;
import org.portcullis.core.border.Authentication;
import org.portcullis.core.border.ForwardingRouting;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.border.Routing;
import org.portcullis.core.call.CallDirectory;
import org.portcullis.core.call.CallManager;
import org.portcullis.core.dialog.DialogTable;
import org.portcullis.core.media.MediaEngine;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.registration.Bindings;
import org.portcullis.core.registration.BoundRouting;
import org.portcullis.core.registration.RegistrationSettings;
import org.portcullis.core.runtime.Bugs;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.sdp.SdpLimits;
import org.portcullis.core.topology.Numbers;
import org.portcullis.core.transaction.TransactionLayer;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;
import org.portcullis.media.port.MediaRealm;
import org.portcullis.media.relay.RelayEngine;
import org.portcullis.routing.emergency.EmergencyRoutes;
import org.portcullis.routing.route.Routes;
import org.portcullis.security.admission.AdmissionControl;
import org.portcullis.security.fraud.FraudControl;

/**
 * The box of a configuration on the caller's own thread: messages are put in by hand, time stands
 * still, what would leave is kept, and the same goes in and out every time.
 */
final class DryBox {
    private static final long SEED = 1;

    private final Counters counters = new Counters();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<Sent> sent = new ArrayList<>();
    private final List<String> decisions = new ArrayList<>();
    private final Map<Flow, Origin> origins = new HashMap<>();
    private final TransactionLayer layer;

    DryBox(Configuration configuration) {
        Random random = new Random(SEED);
        SipLoop loop =
                new SipLoop(0, channel.eventLoop(), random, () -> 0, new Bugs(counters), counters);
        this.layer =
                new TransactionLayer(
                        loop,
                        configuration.timers(),
                        configuration.limits().transactions(),
                        counters);
        Bindings bindings = new Bindings(layer, RegistrationSettings.DEFAULT, counters);
        Routing routing = new BoundRouting(bindings, new Introduced(routing(configuration)));
        DialogTable dialogs = new DialogTable();
        CallManager calls =
                new CallManager(
                        layer,
                        this::flowTo,
                        routing,
                        dialogs,
                        new CallDirectory(),
                        media(configuration, random),
                        counters);
        Relays relays =
                new Relays(
                        layer,
                        this::flowTo,
                        routing,
                        dialogs,
                        bindings,
                        Optional.empty(),
                        configuration.limits().subscriptions(),
                        counters);
        layer.user(
                new UserAgent(
                        layer,
                        dialogs,
                        routing,
                        Authentication.NONE,
                        new AdmissionControl(
                                configuration.admission(), fraud(configuration), counters, 0),
                        calls,
                        relays,
                        counters));
    }

    private FraudControl fraud(Configuration configuration) {
        return new FraudControl(
                configuration.fraud().settings(),
                event -> {},
                () -> 0,
                InstantSource.system(),
                counters);
    }

    private Routing routing(Configuration configuration) {
        Routes routes =
                new Routes(
                        configuration.trunks(),
                        configuration.dispatchers(),
                        configuration.routes(),
                        configuration.profiles(),
                        () -> 0,
                        counters);
        return configuration.emergency().isEmpty()
                ? routes
                : new EmergencyRoutes(
                        routes,
                        configuration.emergency().get().routes(),
                        call -> {},
                        InstantSource.system(),
                        counters);
    }

    private MediaEngine media(Configuration configuration, Random random) {
        Map<String, MediaRealm> realms = new HashMap<>();
        configuration.realms().forEach(realm -> realms.put(realm.realm().name(), realm.media()));
        return new RelayEngine(
                loop -> new SilentSockets(), realms, SdpLimits.DEFAULT, random, counters);
    }

    /** A way by which messages of a peer arrive. */
    CapturedFlow from(Origin origin, Realm realm, Target peer) {
        CapturedFlow flow = flowTo(realm, peer);
        origins.put(flow, origin);
        return flow;
    }

    /** Takes a message; what leaves because of it. */
    List<Sent> received(SipMessage message, Flow flow) {
        layer.received(message, flow, 0);
        channel.runPendingTasks();
        List<Sent> left = List.copyOf(sent);
        sent.clear();
        return left;
    }

    /** The routes that have decided about what came, and how the last one rewrote its numbers. */
    List<String> decisions() {
        return List.copyOf(decisions);
    }

    /** Exceptions that were caught as bugs. */
    long bugs() {
        return counters.counter("portcullis_internal_errors_total", "").value();
    }

    private CapturedFlow flowTo(Realm realm, Target target) {
        return CapturedFlow.of(realm, target, sent);
    }

    private static String described(SipRequest request, RouteDecision decision) {
        return switch (decision) {
            case RouteDecision.Reject(int status, AsciiString reason) ->
                    "routes: refused with " + (status + " " + reason).strip();
            case RouteDecision.Redirect(int status, List<AsciiString> contacts) ->
                    "routes: redirected with " + status;
            case RouteDecision.Forward forward ->
                    "route "
                            + forward.route()
                            + changed(", called ", request, forward.request(), Numbers::called)
                            + changed(", calling ", request, forward.request(), Numbers::calling);
        };
    }

    private static String changed(
            String what,
            SipRequest before,
            SipRequest after,
            Function<SipRequest, AsciiString> number) {
        AsciiString was = number.apply(before);
        AsciiString is = number.apply(after);
        return was.equals(is) ? "" : what + was + " becomes " + is;
    }

    /** Routes to which the senders were introduced, whatever address they would come from. */
    private final class Introduced extends ForwardingRouting {
        private final Routing routing;

        Introduced(Routing routing) {
            this.routing = routing;
        }

        @Override
        public Origin identify(SipRequest request, Flow flow) {
            Origin origin = origins.get(flow);
            return origin == null ? routing.identify(request, flow) : origin;
        }

        @Override
        protected Routing routes() {
            return routing;
        }

        @Override
        public RouteDecision route(SipRequest request, Origin origin, Realm realm) {
            RouteDecision decision = routing.route(request, origin, realm);
            decisions.add(described(request, decision));
            return decision;
        }
    }
}
