package org.portcullis.core.agent;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.runtime.Timer;
import org.portcullis.core.transaction.ClientTransaction;
import org.portcullis.core.transaction.ClientUser;
import org.portcullis.core.transaction.Renewal;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Target;

/**
 * A request other than INVITE on its way along a plan: to the members of a group at the same time,
 * then to the next group, until the first 2xx or the last failure. Owned by one loop.
 *
 * <p>A group that is silent for 16*T1 is left for the next one, since a sender waits no longer than
 * 64*T1; the last group is waited for.
 */
final class Fanout {
    private static final int SILENCE_T1S = 16;

    /** What the request is for. Called on the loop; told of one end. */
    interface User {
        /** Builds the request for a destination. */
        SipRequest request(Branch branch);

        /** A destination has accepted; responses of others are of no interest any more. */
        void accepted(Branch branch, SipResponse success, long nowNanos);

        /** No destination has accepted, {@code branch} with the best of the responses. */
        void refused(Branch branch, SipResponse failure, long nowNanos);

        /**
         * No destination has answered.
         *
         * @param status 408, or 503 if none can be reached
         */
        void unanswered(int status, long nowNanos);
    }

    private final RelayContext context;
    private final RoutePlan plan;
    private final User user;
    private final Silence silence = new Silence();
    private final Set<Target> tried = new HashSet<>(2);
    private List<Branch> group = List.of();
    private int redirections;
    private boolean exhausted;
    private boolean done;

    Fanout(RelayContext context, RoutePlan plan, User user) {
        this.context = context;
        this.plan = plan;
        this.user = user;
    }

    void start(long nowNanos) {
        guarded(nowNanos, () -> send(plan.first(), nowNanos));
    }

    /** Tells nothing more; what was sent may still be answered. */
    void settle() {
        done = true;
        context.loop().timers().cancel(silence);
        plan.end();
    }

    /** Tells nothing more and sends nothing more. */
    void abandon() {
        settle();
        abandonGroup();
    }

    /** An exception in what an event asks for ends this request with 500 and nothing else. */
    private void guarded(long nowNanos, Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            context.loop().bugs().report("relay", e);
            abandon();
            user.unanswered(500, nowNanos);
        }
    }

    private void abandonGroup() {
        for (Branch branch : group) {
            if (branch.status == 0 && branch.transaction != null) {
                branch.transaction.abandon();
            }
        }
    }

    private void send(List<Hop> hops, long nowNanos) {
        if (hops.isEmpty()) {
            settle();
            user.unanswered(503, nowNanos);
            return;
        }
        group = new ArrayList<>(hops.size());
        for (Hop hop : hops) {
            group.add(new Branch(hop, Optional.empty(), true));
        }
        List<Branch> members = List.copyOf(group);
        members.forEach(branch -> branch.send(nowNanos));
        long waitNanos = SILENCE_T1S * context.timers().t1Nanos();
        context.loop().timers().schedule(silence, nowNanos + waitNanos);
    }

    /** A member has failed: the next group's turn comes when all have. */
    private void failed(long nowNanos) {
        Branch best = group.getFirst();
        for (Branch branch : group) {
            if (branch.status == 0) {
                return;
            }
            best = better(branch.status, best.status) ? branch : best;
        }
        List<Hop> next = exhausted ? List.of() : plan.next(best.status);
        if (!next.isEmpty()) {
            send(next, nowNanos);
            return;
        }
        settle();
        if (best.failure != null) {
            user.refused(best, best.failure, nowNanos);
        } else {
            user.unanswered(best.status, nowNanos);
        }
    }

    /** Which of two failures tells the sender more (RFC 3261 16.7 step 6). */
    private static boolean better(int status, int than) {
        return rank(status) < rank(than);
    }

    private static int rank(int status) {
        int ofClass = status >= 600 ? 0 : status / 100;
        boolean telling =
                switch (status) {
                    case 401, 407, 415, 420, 484 -> true;
                    default -> false;
                };
        // A timeout says less than any response.
        return status == 408 || status == 0 ? 1000 : 2 * ofClass + (telling ? 0 : 1);
    }

    /** Follows a redirection where its peer may redirect, to the first place that is permitted. */
    private boolean follow(Branch from, SipResponse redirection, long nowNanos) {
        int most = context.routing().profile(from.hop.peer()).redirections();
        if (redirections >= most) {
            return false;
        }
        for (NameAddr contact : redirection.contacts()) {
            Optional<Hop> hop = context.routing().permitted(contact.uri());
            if (hop.isPresent()
                    && contact.uri() instanceof SipUri uri
                    && !tried.contains(hop.get().target())) {
                redirections++;
                AsciiString to = hop.get().uri().withUser(uri.user());
                Branch branch = new Branch(hop.get(), Optional.of(to), false);
                group.set(group.indexOf(from), branch);
                branch.send(nowNanos);
                return true;
            }
        }
        return false;
    }

    /** Nobody of the group has said anything. */
    private final class Silence extends Timer {
        @Override
        protected void expired(long nowNanos) {
            guarded(nowNanos, () -> silent(nowNanos));
        }

        private void silent(long nowNanos) {
            Branch best = group.getFirst();
            for (Branch branch : group) {
                if (branch.heard && branch.status == 0) {
                    return;
                }
                best = branch.status != 0 && better(branch.status, best.status) ? branch : best;
            }
            group.forEach(Branch::silent);
            List<Hop> next = plan.next(best.status == 0 ? 408 : best.status);
            exhausted = next.isEmpty();
            if (!exhausted) {
                abandonGroup();
                send(next, nowNanos);
            }
        }
    }

    /** One destination being tried. */
    final class Branch implements ClientUser {
        private final Hop hop;
        private final Flow flow;
        private final Optional<AsciiString> uri;
        private final boolean planned;
        private @Nullable ClientTransaction transaction;
        private @Nullable SipResponse failure;
        private boolean heard;
        private boolean told;
        private int status;

        Branch(Hop hop, Optional<AsciiString> uri, boolean planned) {
            this.hop = hop;
            this.uri = uri;
            this.planned = planned;
            this.flow = hop.flow(context.outbound());
            tried.add(hop.target());
        }

        Hop hop() {
            return hop;
        }

        Flow flow() {
            return flow;
        }

        /** The request as it was sent last, with credentials where the peer asked for them. */
        SipRequest sent() {
            return Objects.requireNonNull(transaction).request();
        }

        /** Where a redirection pointed to. */
        Optional<AsciiString> uri() {
            return uri;
        }

        private void send(long nowNanos) {
            SipRequest request = user.request(this);
            if (request.method().equals(Method.REGISTER)) {
                // Whoever registers has to show who it is: our credentials would let anybody in.
                transaction = context.layer().send(request, flow, this, nowNanos);
            } else {
                Renewal renewal = new Renewal.Alone(hop.peer(), request, context.loop().ids());
                transaction = context.layer().send(request, flow, this, renewal, nowNanos);
            }
        }

        private void silent() {
            if (planned && !heard && !told) {
                told = true;
                plan.silent(hop);
            }
        }

        @Override
        public void response(ClientTransaction asked, SipResponse response, long nowNanos) {
            if (!done) {
                guarded(nowNanos, () -> heard(response, nowNanos));
            }
        }

        private void heard(SipResponse response, long nowNanos) {
            if (planned) {
                plan.heard(hop, response);
                if (response.status() == 503 && !heard) {
                    silent(); // RFC 3261 21.5.4: as good as not there
                } else {
                    plan.answered(hop);
                }
            }
            heard = true;
            if (response.status() >= 300) {
                status = response.status();
                failure = response;
                if (status >= 400 || !follow(this, response, nowNanos)) {
                    Fanout.this.failed(nowNanos);
                }
            } else if (response.status() >= 200) {
                settle();
                user.accepted(this, response, nowNanos);
            }
        }

        @Override
        public void failed(ClientTransaction asked, int code, long nowNanos) {
            if (done) {
                return;
            }
            silent();
            status = code;
            guarded(nowNanos, () -> Fanout.this.failed(nowNanos));
        }
    }
}
