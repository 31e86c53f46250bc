package org.portcullis.core.message;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A SIP message (RFC 3261 section 7): its bytes on the wire, a table of where its headers lie, and
 * the headers that every message has as values. Immutable; any thread may read it.
 *
 * <p>A parsed message brings the mandatory headers along, checked. One that was written here
 * computes them when first asked; each field is then set by whichever thread comes first, to equal
 * values.
 */
public abstract sealed class SipMessage permits SipRequest, SipResponse {
    private final WireImage image;
    private @Nullable Via topVia;
    private @Nullable NameAddr from;
    private @Nullable NameAddr to;
    private @Nullable AsciiString callId;
    private @Nullable CSeq cseq;
    private @Nullable List<NameAddr> contacts;
    private @Nullable List<NameAddr> routes;
    private @Nullable List<NameAddr> recordRoutes;

    SipMessage(WireImage image, @Nullable Essentials essentials) {
        this.image = image;
        if (essentials != null) {
            topVia = essentials.topVia();
            from = essentials.from();
            to = essentials.to();
            callId = essentials.callId();
            cseq = essentials.cseq();
            contacts = essentials.contacts();
            routes = essentials.routes();
            recordRoutes = essentials.recordRoutes();
        }
    }

    /** The bytes and their table. */
    public final WireImage image() {
        return image;
    }

    /** The wire image, in its first {@link #length()} bytes; not to be changed. */
    public final byte[] array() {
        return image.array();
    }

    public final int length() {
        return image.length();
    }

    /** The number of header lines. */
    public final int headerCount() {
        return image.headerCount();
    }

    /**
     * The name in header line {@code i}: a constant where it is known, in full where it was
     * compact.
     */
    public final HeaderName headerName(int i) {
        return image.headerName(i);
    }

    /** The value in header line {@code i}, unfolded, without white space around it. */
    public final AsciiString headerValue(int i) {
        return image.headerValue(i);
    }

    public final boolean has(HeaderName name) {
        return image.find(name, 0) >= 0;
    }

    /** The value of the first line of that name. */
    public final Optional<AsciiString> header(HeaderName name) {
        int i = image.find(name, 0);
        return i < 0 ? Optional.empty() : Optional.of(image.headerValue(i));
    }

    /** All values of that name in order; lines that hold a comma list are split. */
    public final List<AsciiString> values(HeaderName name) {
        return image.values(name);
    }

    public final Via topVia() {
        Via value = topVia;
        if (value == null) {
            value =
                    Via.first(required(HeaderName.VIA, Optional::of))
                            .orElseThrow(() -> unreadable(HeaderName.VIA));
            topVia = value;
        }
        return value;
    }

    public final NameAddr from() {
        NameAddr value = from;
        if (value == null) {
            value = required(HeaderName.FROM, NameAddr::parse);
            from = value;
        }
        return value;
    }

    public final NameAddr to() {
        NameAddr value = to;
        if (value == null) {
            value = required(HeaderName.TO, NameAddr::parse);
            to = value;
        }
        return value;
    }

    public final AsciiString callId() {
        AsciiString value = callId;
        if (value == null) {
            value = required(HeaderName.CALL_ID, Optional::of);
            callId = value;
        }
        return value;
    }

    public final CSeq cseq() {
        CSeq value = cseq;
        if (value == null) {
            value = required(HeaderName.CSEQ, CSeq::parse);
            cseq = value;
        }
        return value;
    }

    /** The addresses in Contact, in order; none where it is {@code *}. */
    public final List<NameAddr> contacts() {
        List<NameAddr> value = contacts;
        if (value == null) {
            value = addresses(HeaderName.CONTACT);
            contacts = value;
        }
        return value;
    }

    /** The addresses in Route, in order. */
    public final List<NameAddr> routes() {
        List<NameAddr> value = routes;
        if (value == null) {
            value = addresses(HeaderName.ROUTE);
            routes = value;
        }
        return value;
    }

    /** The addresses in Record-Route, in order. */
    public final List<NameAddr> recordRoutes() {
        List<NameAddr> value = recordRoutes;
        if (value == null) {
            value = addresses(HeaderName.RECORD_ROUTE);
            recordRoutes = value;
        }
        return value;
    }

    private List<NameAddr> addresses(HeaderName name) {
        List<NameAddr> addresses = new ArrayList<>();
        for (AsciiString value : values(name)) {
            if (!name.equals(HeaderName.CONTACT) || !value.contentEquals("*")) {
                addresses.add(NameAddr.parse(value).orElseThrow(() -> unreadable(name)));
            }
        }
        return List.copyOf(addresses);
    }

    private <T> T required(HeaderName name, Function<AsciiString, Optional<T>> parse) {
        return header(name).flatMap(parse).orElseThrow(() -> unreadable(name));
    }

    private static IllegalStateException unreadable(HeaderName name) {
        return new IllegalStateException("message was written without a valid " + name);
    }

    public final boolean hasBody() {
        return image.hasBody();
    }

    /** The body; empty if there is none. */
    public final AsciiString body() {
        return image.body();
    }

    public final Optional<AsciiString> contentType() {
        return header(HeaderName.CONTENT_TYPE);
    }

    /** The message as text, for logs and tests. */
    @Override
    public final String toString() {
        return Text.utf8(array(), 0, length());
    }
}
