package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MediaType;
import org.portcullis.core.message.MultipartBody;

/**
 * Writes a body of several parts (RFC 2046 5.1) anew, each part as it crosses by itself, with a
 * boundary and content identifiers of our own. Owned by one loop.
 */
final class MultipartCrossing {
    private static final int MOST_DEPTH = 3;
    private static final AsciiString BOUNDARY = AsciiString.cached("boundary");
    private static final AsciiString START = AsciiString.cached("start");
    private static final AsciiString TYPE = AsciiString.cached("type");
    private static final HeaderName CONTENT_ID = HeaderName.of(AsciiString.cached("Content-ID"));
    private static final HeaderName TRANSFER_ENCODING =
            HeaderName.of(AsciiString.cached("Content-Transfer-Encoding"));

    /** Kinds whose parts may be written anew; what is signed or encrypted may not. */
    private static final Set<String> KINDS = Set.of("mixed", "alternative", "related");

    private static final Set<String> PLAIN = Set.of("7bit", "8bit", "binary");

    /** How a part crosses by itself. */
    interface Parts {
        /**
         * @param encoded whether what is to be looked into would have to be decoded first
         * @param depth of multiparts around it
         */
        CrossedBody carry(AsciiString contentType, AsciiString body, boolean encoded, int depth);
    }

    private final Pseudonyms pseudonyms;

    MultipartCrossing(Pseudonyms pseudonyms) {
        this.pseudonyms = pseudonyms;
    }

    CrossedBody carry(AsciiString contentType, AsciiString body, int depth, Parts parts) {
        Optional<MediaType> type = MediaType.parse(contentType);
        if (type.isEmpty()) {
            return new CrossedBody.Refused(400, "a malformed Content-Type");
        }
        String kind = type.get().subtype().toString().toLowerCase(Locale.ROOT);
        if (!KINDS.contains(kind) || depth > MOST_DEPTH) {
            return new CrossedBody.Refused(415, "a multipart that cannot be written anew");
        }
        Optional<MultipartBody> parsed = MultipartBody.parse(type.get(), body);
        if (parsed.isEmpty()) {
            return new CrossedBody.Refused(400, "a malformed multipart");
        }
        AsciiString boundary = pseudonym(type.get().parameter(BOUNDARY).orElseThrow());
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length() + 64);
        for (MultipartBody.Part part : parsed.get().parts()) {
            AsciiString partType =
                    part.header(HeaderName.CONTENT_TYPE).orElse(AsciiString.of("text/plain"));
            CrossedBody crossed =
                    part.content().isEmpty()
                            ? new CrossedBody.Nothing()
                            : parts.carry(partType, part.content(), encoded(part), depth);
            switch (crossed) {
                case CrossedBody.Refused refused -> {
                    return refused;
                }
                case CrossedBody.Carried carried -> write(part, carried, boundary, out);
                case CrossedBody.Nothing nothing -> {}
            }
        }
        if (out.size() == 0) {
            return new CrossedBody.Nothing();
        }
        append(out, "--", boundary, "--\r\n");
        return new CrossedBody.Carried(
                newType(kind, type.get(), boundary), new AsciiString(out.toByteArray(), false));
    }

    private void write(
            MultipartBody.Part part,
            CrossedBody.Carried crossed,
            AsciiString boundary,
            ByteArrayOutputStream out) {
        append(out, "--", boundary, "\r\n");
        append(out, "Content-Type: ", crossed.contentType(), "\r\n");
        header(part, HeaderName.CONTENT_DISPOSITION, out);
        header(part, HeaderName.CONTENT_LANGUAGE, out);
        header(part, HeaderName.CONTENT_ENCODING, out);
        header(part, TRANSFER_ENCODING, out);
        part.header(CONTENT_ID)
                .ifPresent(id -> append(out, "Content-ID: <", pseudonym(id), ">\r\n"));
        append(out, "\r\n", crossed.body(), "\r\n");
    }

    private static void header(
            MultipartBody.Part part, HeaderName name, ByteArrayOutputStream out) {
        part.header(name)
                .ifPresent(
                        value -> {
                            append(out, "", name.text(), ": ");
                            append(out, "", value, "\r\n");
                        });
    }

    /** What RFC 2387 tells of related parts goes along: which is the root, and its type. */
    private AsciiString newType(String kind, MediaType type, AsciiString boundary) {
        StringBuilder text = new StringBuilder("multipart/").append(kind);
        type.parameter(TYPE)
                .flatMap(MediaType::parse)
                .ifPresent(
                        root ->
                                text.append(";type=\"")
                                        .append(root.type())
                                        .append('/')
                                        .append(root.subtype())
                                        .append('"'));
        type.parameter(START)
                .ifPresent(id -> text.append(";start=\"<").append(pseudonym(id)).append(">\""));
        return AsciiString.of(text.append(";boundary=").append(boundary));
    }

    /** The name of an identifier, with or without its brackets. */
    private AsciiString pseudonym(AsciiString identifier) {
        String id = identifier.toString().strip();
        boolean bracketed = id.startsWith("<") && id.endsWith(">") && id.length() > 1;
        return AsciiString.of(pseudonyms.of(bracketed ? id.substring(1, id.length() - 1) : id));
    }

    private static boolean encoded(MultipartBody.Part part) {
        return part.header(HeaderName.CONTENT_ENCODING).isPresent()
                || part.header(TRANSFER_ENCODING)
                        .filter(value -> !PLAIN.contains(lower(value)))
                        .isPresent();
    }

    private static String lower(AsciiString value) {
        return value.toString().strip().toLowerCase(Locale.ROOT);
    }

    private static void append(
            ByteArrayOutputStream out, String before, AsciiString text, String after) {
        out.writeBytes(AsciiString.of(before).toByteArray());
        out.write(text.array(), text.arrayOffset(), text.length());
        out.writeBytes(AsciiString.of(after).toByteArray());
    }
}
