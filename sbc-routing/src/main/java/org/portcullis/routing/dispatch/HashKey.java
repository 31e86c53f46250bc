package org.portcullis.routing.dispatch;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.message.DigestCredentials;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.TelUri;
import org.portcullis.core.message.Uri;

/**
 * What of a request decides where it goes: parts of it, one after the other. Immutable.
 *
 * @param parts at least one
 */
public record HashKey(List<Part> parts) {
    private static final int SIP_PORT = 5060;
    private static final int SIPS_PORT = 5061;

    public HashKey {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("hash-key: empty (expected: " + Part.FORM + ")");
        }
    }

    /** One part. */
    public sealed interface Part {
        String FORM =
                "call-id, method, auth-user, from-uri, from-user, from-host, to-uri, to-user,"
                        + " to-host, request-uri, request-user, request-host or header:NAME";

        /**
         * Reads one as it is configured.
         *
         * @throws IllegalArgumentException naming what there is
         */
        static Part parse(String text) {
            for (Word word : Word.values()) {
                if (word.label.equals(text)) {
                    return word;
                }
            }
            String prefix = "header:";
            if (text.startsWith(prefix) && Header.isName(text.substring(prefix.length()))) {
                return new Header(HeaderName.of(new AsciiString(text.substring(prefix.length()))));
            }
            throw new IllegalArgumentException("hash-key: " + text + " (expected: " + FORM + ")");
        }
    }

    /** One that every request has, or may have. */
    public enum Word implements Part {
        CALL_ID("call-id"),
        METHOD("method"),
        AUTH_USER("auth-user"),
        FROM_URI("from-uri"),
        FROM_USER("from-user"),
        FROM_HOST("from-host"),
        TO_URI("to-uri"),
        TO_USER("to-user"),
        TO_HOST("to-host"),
        REQUEST_URI("request-uri"),
        REQUEST_USER("request-user"),
        REQUEST_HOST("request-host");

        private final String label;

        Word(String label) {
            this.label = label;
        }
    }

    /** The first value of a header. */
    public record Header(HeaderName name) implements Part {
        private static boolean isName(String text) {
            return !text.isEmpty()
                    && text.chars()
                            .allMatch(
                                    c ->
                                            c < 0x80
                                                    && (Character.isLetterOrDigit(c)
                                                            || "-.!%*_+`'~".indexOf(c) >= 0));
        }
    }

    /** The key of an algorithm that names one; that of a set for the others. */
    static HashKey of(Algorithm algorithm, Optional<HashKey> configured) {
        return switch (algorithm) {
            case HASH_FROM_URI -> key(Word.FROM_URI);
            case HASH_TO_URI -> key(Word.TO_URI);
            case HASH_REQUEST_URI -> key(Word.REQUEST_URI);
            case HASH_AUTH_USER -> key(Word.AUTH_USER);
            case HASH_EXPRESSION, RENDEZVOUS -> configured.orElse(key(Word.CALL_ID));
            case HASH_CALL_ID,
                    ROUND_ROBIN,
                    RANDOM,
                    PRIORITY,
                    WEIGHT,
                    CALL_LOAD,
                    RELATIVE_WEIGHT,
                    PARALLEL,
                    LATENCY,
                    PRIORITY_ROUND_ROBIN,
                    SRV,
                    OVERLOAD ->
                    key(Word.CALL_ID);
        };
    }

    private static HashKey key(Word word) {
        return new HashKey(List.of(word));
    }

    /** Gives the key of a request to {@code sink}; nothing where the request has none. */
    void feed(SipRequest request, KeySink sink) {
        for (int i = 0; i < parts.size(); i++) {
            switch (parts.get(i)) {
                case Word word -> feed(word, request, sink);
                case Header(HeaderName name) -> request.header(name).ifPresent(sink::add);
            }
        }
    }

    private static void feed(Word word, SipRequest request, KeySink sink) {
        switch (word) {
            case CALL_ID -> sink.add(request.callId());
            case METHOD -> sink.add(request.method().name());
            case AUTH_USER -> authUser(request).ifPresent(sink::add);
            case FROM_URI -> whole(request.from().uri(), sink);
            case FROM_USER -> sink.add(user(request.from().uri()));
            case FROM_HOST -> sink.add(host(request.from().uri()));
            case TO_URI -> whole(request.to().uri(), sink);
            case TO_USER -> sink.add(user(request.to().uri()));
            case TO_HOST -> sink.add(host(request.to().uri()));
            case REQUEST_URI -> whole(request.requestUri(), sink);
            case REQUEST_USER -> sink.add(user(request.requestUri()));
            case REQUEST_HOST -> sink.add(host(request.requestUri()));
        }
    }

    /** User, then host, then the port unless it is what it would be anyhow; no parameters. */
    private static void whole(Uri uri, KeySink sink) {
        sink.add(user(uri));
        if (uri instanceof SipUri sip) {
            sink.endString();
            int usual = sip.secure() ? SIPS_PORT : SIP_PORT;
            sink.add(sip.port() < 0 || sip.port() == usual ? sip.host() : sip.hostPort());
        }
    }

    private static AsciiString user(Uri uri) {
        return switch (uri) {
            case SipUri sip -> sip.user();
            case TelUri tel -> tel.number();
            case OtherUri other -> other.text();
        };
    }

    private static AsciiString host(Uri uri) {
        return uri instanceof SipUri sip ? sip.host() : AsciiString.EMPTY_STRING;
    }

    /** The user that shows who it is, to us or to whoever is behind us. */
    private static Optional<AsciiString> authUser(SipRequest request) {
        Optional<AsciiString> proxy = authUser(request, HeaderName.PROXY_AUTHORIZATION);
        return proxy.isPresent() ? proxy : authUser(request, HeaderName.AUTHORIZATION);
    }

    private static Optional<AsciiString> authUser(SipRequest request, HeaderName name) {
        return request.header(name)
                .flatMap(DigestCredentials::parse)
                .flatMap(credentials -> credentials.get(DigestCredentials.USERNAME));
    }
}
