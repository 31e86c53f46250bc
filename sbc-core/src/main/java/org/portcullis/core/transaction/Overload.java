package org.portcullis.core.transaction;

import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.transport.Flow;

/**
 * The one place that decides what a loop refuses because it has more to do than it can. Owned by
 * its loop.
 *
 * <p>With as many transactions as may stand nothing new is taken; what belongs to what stands
 * already, or ends it, has room for a quarter more, and emergency calls for half more. Under a
 * heavy load of another kind new calls and registrations are refused alone.
 */
final class Overload {
    private int limit;
    private Load load = new Unwatched();

    /** What a request is to a loop that has much to do. */
    enum Work {
        /** It belongs to a dialog, or cancels what stands: to refuse it frees nothing. */
        STANDING,
        EMERGENCY,
        /** A call or registration that begins, of somebody known. */
        CALL,
        OTHER
    }

    Overload(int limit) {
        this.limit = limit;
    }

    void limit(int most) {
        limit = most;
    }

    void load(Load watched) {
        load = watched;
    }

    boolean refuses(Work work, int transactions) {
        return switch (work) {
            case STANDING -> transactions >= limit + limit / 4;
            case EMERGENCY -> transactions >= limit + limit / 2;
            case OTHER -> transactions >= limit;
            case CALL -> transactions >= limit || load.heavy();
        };
    }

    /** Takes note of a refusal. */
    void refused(int transactions, Flow flow, long nowNanos) {
        load.refused(transactions >= limit, flow, nowNanos);
    }

    int fullPercent(int transactions) {
        return (int) (transactions * 100L / limit);
    }

    /** Whether a request begins a call or a registration. */
    static boolean begins(SipRequest request) {
        Method method = request.method();
        return (method.equals(Method.INVITE) || method.equals(Method.REGISTER))
                && request.to().tag().isEmpty();
    }

    private static final class Unwatched implements Load {
        @Override
        public boolean heavy() {
            return false;
        }

        @Override
        public void refused(boolean full, Flow flow, long nowNanos) {}
    }
}
