package org.portcullis.core.transaction;

import io.netty.util.AsciiString;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.codec.SanityCheck;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.Flow;

/**
 * Finds requests that a proxy has forked and that arrive by several ways (RFC 3261 8.2.2.2): those
 * outside a dialog that have From tag, Call-ID and CSeq of a transaction that stands and are not
 * its own repetition. Owned by one loop, to which all of one Call-ID come.
 */
final class MergedRequests {
    private final Map<Key, ServerTransaction> standing = new HashMap<>();
    private final Map<Label, Counter> counted = new HashMap<>();
    private final Counters counters;

    private record Key(AsciiString callId, AsciiString fromTag, long cseq, Method method) {
        // Written out: what a record makes up for itself is slow without the optimising compiler.
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && cseq == key.cseq
                    && callId.equals(key.callId)
                    && fromTag.equals(key.fromTag)
                    && method.equals(key.method);
        }

        @Override
        public int hashCode() {
            return callId.hashCode() * 31 + fromTag.hashCode();
        }
    }

    private record Label(String realm, String transport) {}

    MergedRequests(Counters counters) {
        this.counters = counters;
    }

    void opened(ServerTransaction transaction) {
        Key key = key(transaction.request());
        if (key != null) {
            standing.putIfAbsent(key, transaction);
        }
    }

    void removed(ServerTransaction transaction) {
        Key key = key(transaction.request());
        if (key != null) {
            standing.remove(key, transaction);
        }
    }

    /** Whether a request that matches no transaction is to be answered 482; counts it. */
    boolean merged(SipRequest request, Flow flow) {
        if (!flow.realm().sanity().asks(SanityCheck.MERGED)) {
            return false;
        }
        Key key = key(request);
        if (key == null || !standing.containsKey(key)) {
            return false;
        }
        counter(flow).increment();
        return true;
    }

    int size() {
        return standing.size();
    }

    /** Null where the request cannot be merged: in a dialog, or from an RFC 2543 sender. */
    private static @Nullable Key key(SipRequest request) {
        Method method = request.method();
        Optional<AsciiString> fromTag = request.from().tag();
        boolean initial =
                request.to().tag().isEmpty()
                        && fromTag.isPresent()
                        && !method.equals(Method.ACK)
                        && !method.equals(Method.CANCEL);
        return initial
                ? new Key(request.callId(), fromTag.get(), request.cseq().number(), method)
                : null;
    }

    private Counter counter(Flow flow) {
        return counted.computeIfAbsent(
                new Label(flow.realm().name(), flow.protocol().label()),
                label ->
                        counters.counter(
                                SanityCheck.METRIC,
                                SanityCheck.METRIC_HELP,
                                "realm",
                                label.realm(),
                                "transport",
                                label.transport(),
                                "check",
                                SanityCheck.MERGED.label()));
    }
}
