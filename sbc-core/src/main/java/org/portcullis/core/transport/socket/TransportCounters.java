package org.portcullis.core.transport.socket;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.portcullis.core.codec.ParseResult;
import org.portcullis.core.codec.SanityCheck;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Realm;

/** What is counted of one realm's traffic over one transport. Any loop. */
final class TransportCounters {
    private final Counters counters;
    private final String realm;
    private final String transport;
    private final MessageCounters messagesReceived;
    private final MessageCounters messagesSent;
    private final Counter bytesReceived;
    private final Counter bytesSent;
    private final Counter sendFailures;
    private final Map<Drop, Counter> drops = new EnumMap<>(Drop.class);
    private final Map<ParseResult.Kind, Counter> parseErrors =
            new EnumMap<>(ParseResult.Kind.class);
    private final Map<SanityCheck, Counter> insane = new EnumMap<>(SanityCheck.class);

    TransportCounters(Counters counters, Realm realm, Protocol protocol) {
        this.counters = counters;
        this.realm = realm.name();
        this.transport = protocol.label();
        messagesReceived = new MessageCounters(this, "received");
        messagesSent = new MessageCounters(this, "sent");
        bytesReceived =
                counter("portcullis_sip_received_bytes_total", "Bytes that arrived, SIP or not.");
        bytesSent = counter("portcullis_sip_sent_bytes_total", "Bytes of SIP messages sent.");
        sendFailures =
                counter(
                        "portcullis_sip_send_failures_total",
                        "Messages that the transport knows did not leave.");
        for (Drop drop : Drop.values()) {
            drops.put(
                    drop,
                    counter(
                            "portcullis_sip_dropped_total",
                            "Datagrams, messages and connections that were dropped unanswered.",
                            "reason",
                            drop.label()));
        }
        for (ParseResult.Kind kind : ParseResult.Kind.values()) {
            parseErrors.put(
                    kind,
                    counter(
                            "portcullis_sip_parse_errors_total",
                            "Messages that are no valid SIP, by the first fault found.",
                            "kind",
                            kind.label()));
        }
        for (SanityCheck check : SanityCheck.values()) {
            insane.put(
                    check,
                    counter(SanityCheck.METRIC, SanityCheck.METRIC_HELP, "check", check.label()));
        }
    }

    /** Counts bytes that arrived, before anybody looks at them. */
    void received(int bytes) {
        bytesReceived.add(bytes);
    }

    void received(SipMessage message) {
        messagesReceived.count(message);
    }

    void sent(SipMessage message) {
        messagesSent.count(message);
        bytesSent.add(message.length());
    }

    void sendFailed() {
        sendFailures.increment();
    }

    void dropped(Drop reason) {
        Objects.requireNonNull(drops.get(reason)).increment();
    }

    void malformed(ParseResult.Kind kind) {
        Objects.requireNonNull(parseErrors.get(kind)).increment();
    }

    void insane(SanityCheck check) {
        Objects.requireNonNull(insane.get(check)).increment();
    }

    /**
     * A counter of this realm and transport, with one label more if one is given as name and value.
     */
    Counter counter(String name, String help, String... label) {
        String[] labels = new String[4 + label.length];
        labels[0] = "realm";
        labels[1] = realm;
        labels[2] = "transport";
        labels[3] = transport;
        System.arraycopy(label, 0, labels, 4, label.length);
        return counters.counter(name, help, labels);
    }
}
