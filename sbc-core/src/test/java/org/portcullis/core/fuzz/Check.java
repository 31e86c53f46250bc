package org.portcullis.core.fuzz;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.portcullis.core.message.Bodies;
import org.portcullis.core.message.Body;
import org.portcullis.core.message.DigestCredentials;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MediaType;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.TelUri;
import org.portcullis.core.message.Uri;
import org.portcullis.core.message.Via;

/** What must hold of a message, whatever it says. */
final class Check {
    private static final AsciiString SDP = AsciiString.cached("v=0\r\n");

    private Check() {}

    static void equal(Object expected, Object actual, String what) {
        if (!Objects.equals(expected, actual)) {
            throw new AssertionError(what + ": " + actual + " (expected: " + expected + ")");
        }
    }

    static void same(SipMessage one, SipMessage other, String what) {
        byte[] bytes = Arrays.copyOf(one.array(), one.length());
        if (!Arrays.equals(bytes, Arrays.copyOf(other.array(), other.length()))) {
            throw new AssertionError(what + ": other bytes");
        }
        equal(typed(one), typed(other), what);
    }

    /** As many lines as headers, so that nothing of the request could add one. */
    static void sendable(SipResponse response) {
        int lines = 0;
        for (int i = 0; i < response.length(); i++) {
            lines += response.array()[i] == '\n' ? 1 : 0;
        }
        equal(response.headerCount() + 2, lines, "lines");
    }

    /** Everything that can be asked of a message, asked. */
    static List<Object> typed(SipMessage message) {
        List<Object> all = new ArrayList<>();
        if (message instanceof SipRequest request) {
            all.add(request.method());
            all.add(uri(request.requestUri()));
            all.add(request.maxForwards());
        }
        if (message instanceof SipResponse response) {
            all.add(response.status());
            all.add(response.reason());
        }
        via(message.topVia(), all);
        for (AsciiString value : message.values(HeaderName.VIA)) {
            Via.parse(value).ifPresent(via -> via(via, all));
        }
        all.add(address(message.from()));
        all.add(address(message.to()));
        all.add(message.callId());
        all.add(message.cseq());
        message.contacts().forEach(address -> all.add(address(address)));
        message.routes().forEach(address -> all.add(address(address)));
        message.recordRoutes().forEach(address -> all.add(address(address)));
        for (int i = 0; i < message.headerCount(); i++) {
            AsciiString value = message.headerValue(i);
            if (message.headerName(i).equals(HeaderName.CONTENT_LENGTH)) {
                continue; // the writer has a place of its own for it
            }
            NameAddr.parse(value).ifPresent(address -> all.add(address(address)));
            DigestCredentials.parse(value)
                    .flatMap(digest -> digest.get(DigestCredentials.REALM))
                    .ifPresent(all::add);
            MediaType.parse(value).ifPresent(type -> all.add(type.subtype()));
            all.addAll(message.values(message.headerName(i)));
        }
        bodies(message);
        return all;
    }

    /** A description that was put into a body is found there. */
    private static void bodies(SipMessage message) {
        boolean had = Bodies.sdp(message).isPresent();
        Body replaced = Bodies.replaceSdp(message, SDP);
        if (had && Bodies.sdp(message).orElseThrow().length() > message.body().length()) {
            throw new AssertionError("a part larger than the whole");
        }
        if (!had) {
            equal(SDP, replaced.content(), "body");
        }
    }

    private static void via(Via via, List<Object> all) {
        all.add(via.protocol());
        all.add(via.host());
        all.add(via.port());
        all.add(via.branch());
        all.add(via.received());
        all.add(via.rport());
        all.add(via.params().size());
    }

    private static List<Object> address(NameAddr address) {
        return List.of(
                address.display(), uri(address.uri()), address.tag(), address.params().size());
    }

    private static List<Object> uri(Uri uri) {
        return switch (uri) {
            case SipUri sip -> {
                if (!sip.equivalent(sip)) {
                    throw new AssertionError("not equivalent to itself: " + sip);
                }
                yield List.of(
                        sip.secure(),
                        sip.user(),
                        sip.password(),
                        sip.host(),
                        sip.port(),
                        sip.hostPort(),
                        sip.headers(),
                        sip.params().size());
            }
            case TelUri tel -> List.of(tel.number(), tel.digits(), tel.params().size());
            case OtherUri other -> List.of(other.scheme(), other.text());
        };
    }
}
