package org.portcullis.core.codec;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.codec.ParseResult.Kind;
import org.portcullis.core.message.CSeq;
import org.portcullis.core.message.CommaList;
import org.portcullis.core.message.Cursor;
import org.portcullis.core.message.Essentials;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.HeaderTable;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.Via;

/**
 * Parses and checks the headers that a message cannot do without, so that nothing behind the parser
 * checks them again. Reusable, one per parser.
 */
final class EagerHeaders {
    private static final int VIA = HeaderName.VIA.id();
    private static final int FROM = HeaderName.FROM.id();
    private static final int TO = HeaderName.TO.id();
    private static final int CALL_ID = HeaderName.CALL_ID.id();
    private static final int CSEQ = HeaderName.CSEQ.id();
    private static final int MAX_FORWARDS = HeaderName.MAX_FORWARDS.id();
    private static final int CONTENT_LENGTH = HeaderName.CONTENT_LENGTH.id();
    private static final int CONTACT = HeaderName.CONTACT.id();
    private static final int ROUTE = HeaderName.ROUTE.id();
    private static final int RECORD_ROUTE = HeaderName.RECORD_ROUTE.id();

    /**
     * The constants of {@link HeaderName} up to this one are read here; those that are no lists may
     * stand once.
     */
    private static final int COUNT = HeaderProblems.COUNT;

    private static final Problem OTHER_METHOD =
            new Problem(Kind.CSEQ_METHOD, "CSeq names another method");
    private static final Problem BODY_SIZE = new Problem(Kind.LIMIT, "Body too large");
    private static final Problem BODY_CUT =
            new Problem(Kind.CONTENT_LENGTH, "Content-Length exceeds the message");
    private static final Problem BODY_END =
            new Problem(Kind.CONTENT_LENGTH, "Content-Length does not tell the end");
    private static final int UNKNOWN = -1;

    private final SipLimits limits;
    private final SanityPolicy policy;
    private final Cursor cursor;
    private final int[] first = new int[COUNT];
    private final List<NameAddr> addresses = new ArrayList<>();
    private byte[] bytes = {};
    private HeaderTable table = new HeaderTable();
    private @Nullable Problem problem;
    private int maxForwards;
    private int contentLength;

    EagerHeaders(SipLimits limits, SanityPolicy policy, Cursor cursor) {
        this.limits = limits;
        this.policy = policy;
        this.cursor = cursor;
    }

    /** What was wrong with the last message, if anything was. */
    @Nullable Problem problem() {
        return problem;
    }

    /** The Max-Forwards of the last message, or what stands for it. */
    int maxForwards() {
        return maxForwards;
    }

    /**
     * Reads the headers of a message; null if it lacks one, or one is not sound.
     *
     * @param method of a request, null in a response
     */
    @Nullable Essentials read(byte[] bytes, HeaderTable table, @Nullable Method method) {
        this.bytes = bytes;
        this.table = table;
        problem = null;
        index();
        maxForwards =
                method == null ? 0 : readNumber(MAX_FORWARDS, 255, SipRequest.DEFAULT_MAX_FORWARDS);
        contentLength = readNumber(CONTENT_LENGTH, Integer.MAX_VALUE, UNKNOWN);
        Via via = readVia();
        NameAddr from = readAddress(FROM);
        NameAddr to = readAddress(TO);
        AsciiString callId = readCallId();
        CSeq cseq = readCSeq(method);
        List<NameAddr> contacts = readAddresses(CONTACT);
        List<NameAddr> routes = readAddresses(ROUTE);
        List<NameAddr> recordRoutes = readAddresses(RECORD_ROUTE);
        if (problem != null
                || via == null
                || from == null
                || to == null
                || callId == null
                || cseq == null) {
            return null;
        }
        return new Essentials(via, from, to, callId, cseq, contacts, routes, recordRoutes);
    }

    /** Finds the first line of each name that is read here. */
    private void index() {
        Arrays.fill(first, UNKNOWN);
        for (int line = 0, count = table.count(); line < count; line++) {
            int id = table.id(line);
            if (id < 0 || id >= COUNT) {
                continue;
            }
            if (first[id] == UNKNOWN) {
                first[id] = line;
            } else if (!HeaderName.known(id).list()) {
                note(HeaderProblems.repeated(id));
            }
        }
    }

    private @Nullable Via readVia() {
        if (!atFirst(VIA)) {
            return null;
        }
        Via via = Via.read(cursor);
        if (via == null) {
            note(HeaderProblems.invalid(VIA));
        }
        int count = cursor.atEnd() ? 1 : valueCount(first[VIA]);
        for (int line = next(VIA, first[VIA]); line != UNKNOWN; line = next(VIA, line)) {
            count += valueCount(line);
        }
        if (count > limits.vias()) {
            note(HeaderProblems.tooMany(VIA));
        }
        return via;
    }

    private int valueCount(int line) {
        return CommaList.count(bytes, table.valueStart(line), table.valueEnd(line));
    }

    private @Nullable NameAddr readAddress(int id) {
        if (!atFirst(id)) {
            return null;
        }
        NameAddr address = NameAddr.read(cursor);
        if (address == null || !cursor.atEnd()) {
            note(HeaderProblems.invalid(id));
            return null;
        }
        return address;
    }

    /**
     * Any visible text is taken: senders put more into Call-ID than {@code word "@" word} allows.
     */
    private @Nullable AsciiString readCallId() {
        if (!atFirst(CALL_ID)) {
            return null;
        }
        int from = cursor.position();
        if (!cursor.visible()) {
            note(HeaderProblems.invalid(CALL_ID));
            return null;
        }
        return cursor.slice(from);
    }

    private @Nullable CSeq readCSeq(@Nullable Method method) {
        if (!atFirst(CSEQ)) {
            return null;
        }
        CSeq cseq = CSeq.read(cursor);
        if (cseq == null) {
            note(HeaderProblems.invalid(CSEQ));
            return null;
        }
        if (method != null && !method.equals(cseq.method())) {
            note(OTHER_METHOD);
        }
        return cseq;
    }

    private int readNumber(int id, int max, int absent) {
        if (first[id] == UNKNOWN) {
            return absent;
        }
        at(first[id]);
        long number = cursor.number(max);
        if (number < 0 || !cursor.atEnd()) {
            note(HeaderProblems.invalid(id));
            return absent;
        }
        return (int) number;
    }

    private List<NameAddr> readAddresses(int id) {
        if (first[id] == UNKNOWN) {
            return List.of();
        }
        addresses.clear();
        for (int line = first[id]; line != UNKNOWN; line = next(id, line)) {
            at(line);
            if (id == CONTACT && cursor.take('*') && cursor.atEnd()) {
                continue;
            }
            if (!readAddressLine(id)) {
                break;
            }
        }
        return addresses.size() == 1 ? List.of(addresses.getFirst()) : List.copyOf(addresses);
    }

    private boolean readAddressLine(int id) {
        do {
            NameAddr address = NameAddr.read(cursor);
            if (address == null) {
                note(HeaderProblems.invalid(id));
                return false;
            }
            if (addresses.size() == limits.uris()) {
                note(HeaderProblems.tooMany(id));
                return false;
            }
            addresses.add(address);
        } while (cursor.take(','));
        return true;
    }

    /** The next line of that name after {@code line}. */
    private int next(int id, int line) {
        for (int i = line + 1, count = table.count(); i < count; i++) {
            if (table.id(i) == id) {
                return i;
            }
        }
        return UNKNOWN;
    }

    /**
     * Where the message ends by its Content-Length.
     *
     * @param length how much of it there is
     */
    int messageEnd(int bodyStart, int length, boolean stream) {
        int rest = length - bodyStart;
        if ((contentLength == UNKNOWN ? rest : contentLength) > limits.body()) {
            note(BODY_SIZE);
        } else if (stream && contentLength != rest) {
            // Where the next message begins is no matter of tolerance.
            problem = problem == null ? BODY_END : problem;
        } else if (contentLength > rest) {
            note(BODY_CUT);
            return length;
        }
        return contentLength == UNKNOWN ? length : bodyStart + contentLength;
    }

    private boolean atFirst(int id) {
        if (first[id] == UNKNOWN) {
            note(HeaderProblems.missing(id));
            return false;
        }
        at(first[id]);
        return true;
    }

    private void at(int line) {
        cursor.reset(bytes, table.valueStart(line), table.valueEnd(line));
    }

    private void note(Problem what) {
        if (problem == null && !policy.tolerates(what.kind().check())) {
            problem = what;
        }
    }
}
