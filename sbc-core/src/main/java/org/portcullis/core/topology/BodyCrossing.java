package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.ReasonPhrases;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.Text;

/**
 * What of a body that is no SDP may appear on the other side of the border. What a user has written
 * or dialled crosses byte for byte; what the far side's machines tell of themselves, such as
 * dialogs and registrations, is written anew with our address in the place of theirs. Owned by one
 * loop.
 */
public final class BodyCrossing {
    private static final String SIPFRAG = "message/sipfrag";
    private static final String SUMMARY = "application/simple-message-summary";
    private static final String VERSION = "SIP/2.0 ";

    /** The lines of a message summary (RFC 3842 5.2), without what tells of single messages. */
    private static final Set<String> SUMMARY_LINES =
            Set.of(
                    "messages-waiting",
                    "message-account",
                    "voice-message",
                    "fax-message",
                    "pager-message",
                    "multimedia-message",
                    "text-message",
                    "none");

    private final XmlCrossing xml;
    private final MultipartCrossing multipart;

    /**
     * @param key of the pseudonyms that stand for Call-IDs and tags: not to be guessed, and the
     *     same as long as these are to be known again
     */
    public BodyCrossing(AsciiString key) {
        Pseudonyms pseudonyms = new Pseudonyms(key);
        this.xml = new XmlCrossing(pseudonyms);
        this.multipart = new MultipartCrossing(pseudonyms);
    }

    /**
     * The body of {@code from} for the other side.
     *
     * @param hostPort our host, and port if any, as the other side knows it
     */
    public CrossedBody carry(SipMessage from, AsciiString hostPort) {
        if (!from.hasBody()) {
            return new CrossedBody.Nothing();
        }
        AsciiString contentType = from.contentType().orElse(AsciiString.EMPTY_STRING);
        return carry(contentType, from.body(), encoded(from), 0, hostPort);
    }

    private CrossedBody carry(
            AsciiString contentType,
            AsciiString body,
            boolean encoded,
            int depth,
            AsciiString hostPort) {
        String type = type(contentType);
        if (type.isEmpty()) {
            return new CrossedBody.Refused(400, "a body without a Content-Type");
        }
        if (!seen(type)) {
            return new CrossedBody.Carried(contentType, body);
        }
        if (encoded) {
            return new CrossedBody.Refused(415, "an encoded body");
        }
        if (type.startsWith("multipart/")) {
            return multipart.carry(
                    contentType,
                    body,
                    depth + 1,
                    (partType, part, partEncoded, within) ->
                            carry(partType, part, partEncoded, within, hostPort));
        }
        return looked(type, body, hostPort.toString());
    }

    /** Whether a body of that type tells of machines, so that it has to be looked into. */
    private static boolean seen(String type) {
        return type.startsWith("message/")
                || type.startsWith("multipart/")
                || type.equals("application/sdp")
                || type.equals(SUMMARY)
                || isXml(type);
    }

    private CrossedBody looked(String type, AsciiString body, String hostPort) {
        if (type.equals(SIPFRAG)) {
            return sipfrag(body);
        }
        if (type.equals(SUMMARY)) {
            return summary(body, hostPort);
        }
        if (isXml(type)) {
            return xml.carry(body, vocabulary(type), hostPort)
                    .<CrossedBody>map(crossed -> carried(type, crossed))
                    .orElseGet(() -> new CrossedBody.Refused(400, "malformed XML"));
        }
        return new CrossedBody.Refused(415, "a body of a type that cannot be looked into");
    }

    private static boolean isXml(String type) {
        return type.endsWith("+xml") || type.endsWith("/xml");
    }

    private static Vocabulary vocabulary(String type) {
        return switch (type) {
            case "application/dialog-info+xml" -> Vocabulary.DIALOG_INFO;
            case "application/reginfo+xml" -> Vocabulary.REGINFO;
            case "application/watcherinfo+xml" -> Vocabulary.WATCHERINFO;
            case "application/pidf+xml" -> Vocabulary.PRESENCE;
            default -> Vocabulary.ANY;
        };
    }

    /**
     * Of a message fragment (RFC 3420) only what the response was (RFC 3515 2.4.5): its headers
     * name hosts, and so may its phrase.
     */
    private static CrossedBody sipfrag(AsciiString body) {
        int end = VERSION.length() + 3;
        if (body.length() < end || !body.subSequence(0, 8).contentEqualsIgnoreCase(VERSION)) {
            return new CrossedBody.Nothing();
        }
        int status = 0;
        for (int i = VERSION.length(); i < end; i++) {
            int digit = body.byteAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return new CrossedBody.Nothing();
            }
            status = 10 * status + digit;
        }
        if (status < 100 || status > 699) {
            return new CrossedBody.Nothing();
        }
        String line = VERSION + status + ' ' + ReasonPhrases.of(status) + "\r\n";
        return carried(SIPFRAG + ";version=2.0", AsciiString.of(line));
    }

    private static CrossedBody summary(AsciiString body, String hostPort) {
        StringBuilder out = new StringBuilder(body.length() + 32);
        for (String line : Text.utf8(body).lines().toList()) {
            if (line.isBlank()) {
                break;
            }
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).strip();
            if (SUMMARY_LINES.contains(name.toLowerCase(Locale.ROOT))) {
                String value = line.substring(colon + 1).strip();
                out.append(name).append(": ").append(UriText.rewrite(value, hostPort));
                out.append("\r\n");
            }
        }
        return out.isEmpty()
                ? new CrossedBody.Refused(400, "a message summary without a line")
                : carried(SUMMARY, bytes(out));
    }

    private static boolean encoded(SipMessage message) {
        return message.header(HeaderName.CONTENT_ENCODING)
                .filter(encoding -> !encoding.contentEqualsIgnoreCase("identity"))
                .isPresent();
    }

    /** The media type in lower case, without parameters. */
    private static String type(AsciiString contentType) {
        int end = contentType.indexOf(';', 0);
        AsciiString type = end < 0 ? contentType : contentType.subSequence(0, end, false);
        return type.toString().strip().toLowerCase(Locale.ROOT);
    }

    private static CrossedBody carried(String type, AsciiString body) {
        return new CrossedBody.Carried(AsciiString.of(type), body);
    }

    private static AsciiString bytes(StringBuilder text) {
        return new AsciiString(text.toString().getBytes(StandardCharsets.UTF_8), false);
    }
}
