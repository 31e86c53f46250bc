package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import org.portcullis.core.message.Cursor;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.Params;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.TelUri;
import org.portcullis.core.message.Uri;

/**
 * Those who passed a call on before it came here, the latest first, from Diversion (RFC 5806) or
 * History-Info (RFC 7044); written as either, as RFC 7544 maps them.
 */
record Diversions(List<Entry> entries) {
    private static final int MOST = 10;
    private static final Diversions NONE = new Diversions(List.of());

    private static final AsciiString REASON = AsciiString.cached("reason");
    private static final AsciiString COUNTER = AsciiString.cached("counter");
    private static final AsciiString PRIVACY = AsciiString.cached("privacy");
    private static final AsciiString CAUSE = AsciiString.cached("cause");
    private static final AsciiString INDEX = AsciiString.cached("index");
    private static final AsciiString MP = AsciiString.cached("mp");
    private static final AsciiString OFF = AsciiString.cached("off");
    private static final AsciiString HIDDEN = AsciiString.cached("Privacy=history");

    /**
     * One who passed the call on.
     *
     * @param why why
     * @param times how often it was passed on up to and with this one, counted from the next below
     * @param hidden whether it asks not to be named outside the trust domain
     */
    record Entry(Party party, Why why, int times, boolean hidden) {}

    /** Why a call was passed on, with the cause that History-Info has for it (RFC 7544 7). */
    enum Why {
        UNKNOWN("unknown", 404),
        USER_BUSY("user-busy", 486),
        NO_ANSWER("no-answer", 408),
        UNAVAILABLE("unavailable", 503),
        UNCONDITIONAL("unconditional", 302),
        DEFLECTION("deflection", 480),
        TIME_OF_DAY("time-of-day", 404),
        DO_NOT_DISTURB("do-not-disturb", 404),
        FOLLOW_ME("follow-me", 404),
        OUT_OF_SERVICE("out-of-service", 404),
        AWAY("away", 404);

        private static final Why[] ALL = values();

        private final AsciiString token;
        private final int cause;

        Why(String token, int cause) {
            this.token = AsciiString.cached(token);
            this.cause = cause;
        }

        static Why of(AsciiString token) {
            for (Why why : ALL) {
                if (why.token.contentEqualsIgnoreCase(token)) {
                    return why;
                }
            }
            return UNKNOWN;
        }

        static Why of(int cause) {
            for (Why why : ALL) {
                if (why.cause == cause) {
                    return why;
                }
            }
            return cause == 487 ? DEFLECTION : UNKNOWN;
        }
    }

    /** Reads what {@code policy} believes of a request that begins something. */
    static Diversions read(SipMessage message, IdentityPolicy policy, NumberFormat format) {
        for (int i = 0; i < policy.accepted().size(); i++) {
            List<Entry> entries =
                    switch (policy.accepted().get(i)) {
                        case DIVERSION -> ofDiversion(message, format);
                        case HISTORY_INFO -> ofHistory(message, format);
                        case P_ASSERTED_IDENTITY, P_PREFERRED_IDENTITY, REMOTE_PARTY_ID, FROM ->
                                List.of();
                    };
            if (!entries.isEmpty()) {
                return new Diversions(entries);
            }
        }
        return NONE;
    }

    private static List<Entry> ofDiversion(SipMessage message, NumberFormat format) {
        List<Entry> entries = new ArrayList<>(2);
        for (NameAddr address : addresses(message, HeaderName.DIVERSION)) {
            Params params = address.params();
            AsciiString privacy = params.valueOf(PRIVACY);
            int times = (int) new Cursor().reset(params.valueOf(COUNTER)).number(MOST);
            entries.add(
                    new Entry(
                            Party.of(address, format),
                            Why.of(unquoted(params.valueOf(REASON))),
                            Math.max(1, times),
                            !privacy.isEmpty() && !unquoted(privacy).contentEqualsIgnoreCase(OFF)));
        }
        return entries;
    }

    /**
     * Each entry that says why it was aimed at, or at whose word, tells of one who passed the call
     * on: the one that {@code mp} names, or the one before it (RFC 7044 5, RFC 7544 6).
     */
    private static List<Entry> ofHistory(SipMessage message, NumberFormat format) {
        List<NameAddr> history = addresses(message, HeaderName.HISTORY_INFO);
        List<Entry> entries = new ArrayList<>(2);
        for (int i = history.size() - 1; i > 0; i--) {
            AsciiString mapped = history.get(i).params().valueOf(MP);
            int cause = (int) new Cursor().reset(cause(history.get(i).uri())).number(699);
            if (cause < 0 && mapped.isEmpty()) {
                continue;
            }
            NameAddr from = history.get(i - 1);
            for (int j = 0; j < i && !mapped.isEmpty(); j++) {
                from =
                        history.get(j).params().valueOf(INDEX).equals(mapped)
                                ? history.get(j)
                                : from;
            }
            boolean hidden = from.uri() instanceof SipUri uri && uri.headers().contains(HIDDEN);
            entries.add(new Entry(Party.of(from, format), Why.of(cause), 1, hidden));
        }
        return entries;
    }

    private static AsciiString cause(Uri uri) {
        return switch (uri) {
            case SipUri sip -> sip.params().valueOf(CAUSE);
            case TelUri tel -> tel.params().valueOf(CAUSE);
            case OtherUri other -> AsciiString.EMPTY_STRING;
        };
    }

    private static List<NameAddr> addresses(SipMessage message, HeaderName header) {
        if (!message.has(header)) {
            return List.of();
        }
        List<NameAddr> addresses = new ArrayList<>(4);
        for (AsciiString value : message.values(header)) {
            if (addresses.size() < MOST) {
                NameAddr.parse(value).ifPresent(addresses::add);
            }
        }
        return addresses;
    }

    private static AsciiString unquoted(AsciiString value) {
        boolean quoted = value.length() >= 2 && value.byteAt(0) == '"';
        return quoted ? value.subSequence(1, value.length() - 1, false) : value;
    }

    /**
     * Writes them in the headers that {@code policy}'s peer is told in.
     *
     * @param called whom the call is for now
     * @param privacy what the caller asks for
     */
    void write(
            Subscriber called,
            PrivacyRequest privacy,
            IdentityPolicy policy,
            NumberFormat format,
            AsciiString hostPort,
            MessageWriter writer) {
        if (entries.isEmpty()) {
            return;
        }
        if (policy.sent().contains(IdentityPolicy.Source.DIVERSION)) {
            for (Entry entry : entries) {
                writer.begin(HeaderName.DIVERSION);
                name(entry, withheld(entry, privacy, policy), format, hostPort, writer);
                writer.append(";reason=").append(entry.why().token);
                writer.append(";counter=").append(entry.times());
                writer.append(";privacy=").append(hidden(entry, privacy) ? "full" : "off").end();
            }
        }
        if (policy.sent().contains(IdentityPolicy.Source.HISTORY_INFO)) {
            history(called, privacy, policy, format, hostPort, writer);
        }
    }

    private static void name(
            Entry entry,
            boolean withheld,
            NumberFormat format,
            AsciiString hostPort,
            MessageWriter writer) {
        if (withheld) {
            Party.writeAnonymous(writer);
        } else {
            new Party(entry.party().display(), entry.party().subscriber().leaving(format, false))
                    .write(writer, hostPort);
        }
    }

    /** From the earliest on, each aimed at on the word of the one before it. */
    private void history(
            Subscriber called,
            PrivacyRequest privacy,
            IdentityPolicy policy,
            NumberFormat format,
            AsciiString hostPort,
            MessageWriter writer) {
        AsciiString index = AsciiString.of("1");
        AsciiString before = AsciiString.EMPTY_STRING;
        int cause = 0;
        for (Entry entry : entries.reversed()) {
            boolean withheld = withheld(entry, privacy, policy);
            writer.begin(HeaderName.HISTORY_INFO).append('<');
            if (withheld) {
                writer.append(Party.ANONYMOUS_URI);
            } else {
                entry.party().subscriber().leaving(format, false).writeSip(writer, hostPort);
            }
            end(cause, !withheld && hidden(entry, privacy), index, before, writer);
            before = index;
            index = deeper(index, entry.times());
            cause = entry.why().cause;
        }
        writer.begin(HeaderName.HISTORY_INFO).append('<');
        called.leaving(format, true).writeSip(writer, hostPort);
        end(cause, false, index, before, writer);
    }

    private static boolean hidden(Entry entry, PrivacyRequest privacy) {
        return entry.hidden() || privacy.hidesHistory();
    }

    private static void end(
            int cause,
            boolean hidden,
            AsciiString index,
            AsciiString before,
            MessageWriter writer) {
        if (cause > 0) {
            writer.append(";cause=").append(cause);
        }
        if (hidden) {
            writer.append('?').append(HIDDEN);
        }
        writer.append(">;index=").append(index);
        if (!before.isEmpty()) {
            writer.append(";mp=").append(before);
        }
        writer.end();
    }

    private static AsciiString deeper(AsciiString index, int times) {
        AsciiString deeper = index;
        for (int i = 0; i < times; i++) {
            deeper = deeper.concat(".1");
        }
        return deeper;
    }

    private static boolean withheld(Entry entry, PrivacyRequest privacy, IdentityPolicy policy) {
        return switch (policy.withhold()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case ON_REQUEST -> hidden(entry, privacy) && !policy.trusted();
        };
    }
}
