package org.portcullis.core.message;

import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds messages: start line, headers in the order given, then {@link #toRequest()} or {@link
 * #toResponse()}, which leave the writer ready for the next. The slice table is recorded on the
 * way, so nothing is parsed again. One per loop, not thread-safe.
 *
 * <p>No value can inject a line: every CR, LF or NUL in what is appended is written as a space.
 */
public final class MessageWriter {
    private static final AsciiString VERSION = AsciiString.cached("SIP/2.0");
    private static final AsciiString RECEIVED = AsciiString.cached("received");
    private static final AsciiString RPORT = AsciiString.cached("rport");

    private final HeaderTable headers = new HeaderTable();
    private byte[] buffer = new byte[2048];
    private int length;
    private Method method = Method.INVITE;
    private int status;
    private int reasonStart;
    private int reasonEnd;
    private HeaderName open = HeaderName.VIA;
    private int nameStart;
    private int valueStart;
    private AsciiString body = AsciiString.EMPTY_STRING;

    /** Begins a request. */
    public MessageWriter request(Method method, AsciiString uri) {
        clear();
        this.method = method;
        return append(method.name()).append(' ').append(uri).append(' ').append(VERSION).newLine();
    }

    /** Begins a response. */
    public MessageWriter response(int status, AsciiString reason) {
        clear();
        this.status = status;
        append(VERSION).append(' ').append(status).append(' ');
        reasonStart = length;
        append(reason);
        reasonEnd = length;
        return newLine();
    }

    private void clear() {
        headers.clear();
        length = 0;
        body = AsciiString.EMPTY_STRING;
    }

    /** Writes a header line. */
    public MessageWriter header(HeaderName name, AsciiString value) {
        return begin(name).append(value).end();
    }

    /** Writes a header line. */
    public MessageWriter header(HeaderName name, String value) {
        return begin(name).append(value).end();
    }

    /** Writes a header line. */
    public MessageWriter header(HeaderName name, long value) {
        return begin(name).append(value).end();
    }

    /** Begins a header line whose value follows in pieces, up to {@link #end()}. */
    public MessageWriter begin(HeaderName name) {
        open = name;
        nameStart = length;
        append(name.text()).append(':').append(' ');
        valueStart = length;
        return this;
    }

    /** Ends the header line. */
    public MessageWriter end() {
        int from = valueStart;
        int to = length;
        while (from < to && buffer[from] == ' ') {
            from++;
        }
        while (from < to && buffer[to - 1] == ' ') {
            to--;
        }
        headers.add(open.id(), nameStart, nameStart + open.text().length(), from, to);
        return newLine();
    }

    public MessageWriter append(AsciiString piece) {
        return append(piece.array(), piece.arrayOffset(), piece.length());
    }

    /** Appends text as UTF-8. */
    public MessageWriter append(String piece) {
        byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
        return append(bytes, 0, bytes.length);
    }

    public MessageWriter append(byte[] bytes, int offset, int count) {
        ensure(count);
        System.arraycopy(bytes, offset, buffer, length, count);
        int end = length + count;
        for (int i = Words.indexOfControl(buffer, length, end);
                i < end;
                i = Words.indexOfControl(buffer, i + 1, end)) {
            buffer[i] = harmless(buffer[i]);
        }
        length = end;
        return this;
    }

    /** Appends one character of US-ASCII. */
    public MessageWriter append(char c) {
        ensure(1);
        buffer[length++] = harmless((byte) c);
        return this;
    }

    /** Appends a number, which SIP has none below zero of, in decimal. */
    public MessageWriter append(long number) {
        assert number >= 0 : number;
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        ensure(digits);
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    private static byte harmless(byte b) {
        return b == '\r' || b == '\n' || b == 0 ? (byte) ' ' : b;
    }

    /** Copies every line of that name, values byte for byte. */
    public MessageWriter copyAll(HeaderName name, SipMessage from) {
        return copyAll(name, from.image());
    }

    /** Copies every line of that name, values byte for byte. */
    public MessageWriter copyAll(HeaderName name, WireImage from) {
        for (int i = from.find(name, 0); i >= 0; i = from.find(name, i + 1)) {
            header(name, from.headerValue(i));
        }
        return this;
    }

    /** Copies header line {@code i}, its value byte for byte. */
    public MessageWriter copy(SipMessage from, int i) {
        return header(from.headerName(i), from.headerValue(i));
    }

    /**
     * Writes the Vias of a response to a request that came from {@code source}: all of the
     * request's, with {@code received} and {@code rport} in the first (RFC 3261 section 18.2.1, RFC
     * 3581 section 4).
     *
     * @param topVia the request's first Via; if only its beginning was sound, the rest of its line
     *     is left out
     */
    public MessageWriter replyVias(WireImage request, Via topVia, InetSocketAddress source) {
        int line = request.find(HeaderName.VIA, 0);
        AsciiString value = request.headerValue(line);
        Cursor rest = new Cursor().reset(value.array(), end(topVia.text()), end(value));
        begin(HeaderName.VIA);
        appendReceived(topVia, source);
        if (rest.atValueEnd()) {
            append(value.array(), rest.position, rest.end - rest.position);
        }
        end();
        for (int i = request.find(HeaderName.VIA, line + 1);
                i >= 0;
                i = request.find(HeaderName.VIA, i + 1)) {
            header(HeaderName.VIA, request.headerValue(i));
        }
        return this;
    }

    private static int end(AsciiString slice) {
        return slice.arrayOffset() + slice.length();
    }

    private void appendReceived(Via via, InetSocketAddress source) {
        Params params = via.params();
        AsciiString text = via.text();
        append(text.array(), text.arrayOffset(), text.length() - params.text().length());
        for (int at = params.first(); at < params.end(); at = params.next(at)) {
            if (!params.named(at, RECEIVED) && !params.named(at, RPORT)) {
                append(params.array(), at, params.next(at) - at);
            }
        }
        String address = NetUtil.toAddressString(source.getAddress());
        if (via.rport() || !isHost(address, via.host())) {
            append(';').append(RECEIVED).append('=').append(address);
        }
        if (via.rport()) {
            append(';').append(RPORT).append('=').append(source.getPort());
        }
    }

    private static boolean isHost(String address, AsciiString host) {
        boolean bracketed = host.byteAt(0) == '[';
        AsciiString bare = bracketed ? host.subSequence(1, host.length() - 1, false) : host;
        return bare.contentEqualsIgnoreCase(address);
    }

    /**
     * Gives the message a body; Content-Type is written here, Content-Length at the end. The body
     * is copied when the message is built.
     */
    public MessageWriter body(AsciiString contentType, AsciiString body) {
        this.body = body;
        return header(HeaderName.CONTENT_TYPE, contentType);
    }

    /** Gives the message a body with its Content-Type. */
    public MessageWriter body(Body content) {
        return body(content.contentType(), content.content());
    }

    /** Gives the message a body whose Content-Type, if any, is written as a header of its own. */
    public MessageWriter body(AsciiString body) {
        this.body = body;
        return this;
    }

    /** Ends the request that {@link #request} began. */
    public SipRequest toRequest() {
        return new SipRequest(image(), method);
    }

    /** Ends the response that {@link #response} began. */
    public SipResponse toResponse() {
        WireImage image = image();
        return new SipResponse(
                image, status, Chars.slice(image.array(), reasonStart, reasonEnd), null);
    }

    private WireImage image() {
        header(HeaderName.CONTENT_LENGTH, body.length());
        newLine();
        byte[] array = Arrays.copyOf(buffer, length + body.length());
        body.copy(0, array, length, body.length());
        WireImage image = new WireImage(array, array.length, headers, length);
        clear();
        return image;
    }

    private MessageWriter newLine() {
        ensure(2);
        buffer[length++] = '\r';
        buffer[length++] = '\n';
        return this;
    }

    private void ensure(int count) {
        if (buffer.length - length < count) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + count));
        }
    }
}
