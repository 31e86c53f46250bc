package org.portcullis.core.transport.socket;

import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.portcullis.core.codec.Insane;
import org.portcullis.core.codec.ParseResult;
import org.portcullis.core.codec.ReplyHeaders;
import org.portcullis.core.codec.Sanity;
import org.portcullis.core.codec.SipLimits;
import org.portcullis.core.codec.SipParser;
import org.portcullis.core.codec.StatelessReply;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.MessageReceiver;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.SourceFilter;

/**
 * What arrives at one listen point on one loop, from the first gate to the receiver: filter,
 * parser, sanity, the second question to the filter, the answer to what does not pass.
 *
 * <p>Owned by that loop.
 */
final class Inbound {
    private final SipLoop loop;
    private final Realm realm;
    private final SourceFilter filter;
    private final SipParser parser;
    private final Sanity sanity;
    private final MessageReceiver receiver;
    private final TransportCounters counters;
    private final MessageWriter writer = new MessageWriter();
    private AsciiString tag = AsciiString.EMPTY_STRING;

    Inbound(
            SipLoop loop,
            Realm realm,
            SourceFilter filter,
            SipLimits limits,
            Sanity.OwnVias own,
            MessageReceiver receiver,
            TransportCounters counters) {
        this.loop = loop;
        this.realm = realm;
        this.filter = filter;
        this.parser = new SipParser(limits, realm.sanity());
        this.sanity = new Sanity(realm.sanity(), realm.name(), own);
        this.receiver = receiver;
        this.counters = counters;
    }

    /** Whether anything from {@code source} may come in; counts what may not. */
    boolean admits(InetSocketAddress source, long nowNanos) {
        boolean admitted = filter.accept(source, realm, nowNanos);
        if (!admitted) {
            counters.dropped(Drop.FILTERED);
        }
        return admitted;
    }

    /** Takes one datagram, or with {@code stream} one frame of a stream; the array is kept. */
    void received(byte[] bytes, boolean stream, Flow flow, long nowNanos) {
        switch (parser.parse(bytes, bytes.length, stream)) {
            case ParseResult.Parsed parsed -> received(parsed.message(), flow, nowNanos);
            case ParseResult.KeepAlive keepAlive -> counters.dropped(Drop.KEEP_ALIVE);
            case ParseResult.Malformed malformed -> {
                counters.malformed(malformed.kind());
                sanity.check(malformed).ifPresent(insane -> refuse(insane, flow, nowNanos));
            }
        }
    }

    private void received(SipMessage message, Flow flow, long nowNanos) {
        counters.received(message);
        if (message instanceof SipRequest request && flow instanceof StreamFlow connection) {
            connection.received(request);
        }
        try {
            Optional<Insane> insane = sanity.check(message);
            if (insane.isPresent()) {
                refuse(insane.get(), flow, nowNanos);
            } else if (message instanceof SipRequest request
                    && !filter.accept(request, flow.remote(), realm, nowNanos)) {
                counters.dropped(Drop.FILTERED);
            } else {
                receiver.received(message, flow, nowNanos);
            }
        } catch (RuntimeException e) {
            // A bug behind this point concerns one message; the rest of the batch is not its
            // victim.
            loop.bugs().report("message " + message.callId() + ' ' + message.cseq(), e);
        }
    }

    /**
     * Answers, keeping nothing, what does not pass but says where its answer goes, if its sender
     * may be told; the rest is dropped.
     */
    private void refuse(Insane insane, Flow flow, long nowNanos) {
        counters.insane(insane.check());
        boolean told = filter.insane(flow.remote(), realm, insane.check(), nowNanos);
        if (told && insane.reply().isPresent()) {
            ReplyHeaders request = insane.reply().get();
            SipResponse answer = StatelessReply.of(writer, insane, request, tag(), flow.remote());
            flow.replyFlow(request.topVia()).send(answer, why -> {});
        }
    }

    /**
     * One for all: a retransmission must be answered with the tag of the first answer (RFC 3261
     * 8.2.7).
     */
    private AsciiString tag() {
        if (tag.isEmpty()) {
            tag = loop.ids().tag();
        }
        return tag;
    }
}
