package org.portcullis.core.message;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the session description in a message, as its body or within a multipart (RFC 5621), and
 * puts another in its place, everything around it kept byte for byte: ISUP (RFC 3204), PIDF-LO (RFC
 * 6442) and whatever else came along.
 *
 * <p>A description counts if it describes the session: a part for early media of its own (RFC 3959)
 * or an attachment does not. Nor does one behind a Content-Encoding or a transfer encoding.
 */
public final class Bodies {
    private static final AsciiString APPLICATION = AsciiString.cached("application");
    private static final AsciiString SDP = AsciiString.cached("sdp");
    private static final AsciiString ANY = AsciiString.cached("*");
    private static final AsciiString APPLICATION_SDP = AsciiString.cached("application/sdp");
    private static final AsciiString SESSION = AsciiString.cached("session");
    private static final AsciiString IDENTITY = AsciiString.cached("identity");

    private static final Optional<Holder> THE_WHOLE = Optional.of(new Whole());

    private Bodies() {}

    /** The session description of a message, if it has one; of several in a multipart the first. */
    public static Optional<AsciiString> sdp(SipMessage message) {
        return holder(message)
                .map(
                        found ->
                                switch (found) {
                                    case Whole() -> message.body();
                                    case Within(List<MultipartBody.Part> path) ->
                                            path.getLast().content();
                                });
    }

    /**
     * The body of {@code message} with {@code sdp} as its session description; where it has none,
     * {@code sdp} alone.
     */
    public static Body replaceSdp(SipMessage message, AsciiString sdp) {
        return holder(message)
                .map(
                        found ->
                                switch (found) {
                                    case Whole() -> new Body(APPLICATION_SDP, sdp);
                                    case Within(List<MultipartBody.Part> path) ->
                                            new Body(
                                                    message.contentType().orElseThrow(),
                                                    replaced(message.body(), path, sdp));
                                })
                .orElseGet(() -> new Body(APPLICATION_SDP, sdp));
    }

    /**
     * Whether the sender of a request takes a session description in the response (RFC 3261 section
     * 20.1): it does if it says nothing.
     */
    public static boolean acceptsSdp(SipRequest request) {
        if (!request.has(HeaderName.ACCEPT)) {
            return true;
        }
        for (AsciiString range : request.values(HeaderName.ACCEPT)) {
            Optional<MediaType> type = MediaType.parse(range);
            if (type.isPresent()
                    && (type.get().is(APPLICATION, SDP)
                            || type.get().is(APPLICATION, ANY)
                            || type.get().is(ANY, ANY))) {
                return true;
            }
        }
        return false;
    }

    /** Where the description is. */
    private sealed interface Holder {}

    /** It is the body. */
    private record Whole() implements Holder {}

    /**
     * It is a part of a multipart.
     *
     * @param path the parts around it from the outside in, and itself
     */
    private record Within(List<MultipartBody.Part> path) implements Holder {}

    private static Optional<Holder> holder(SipMessage message) {
        Optional<AsciiString> written = message.contentType();
        if (written.isPresent()
                && written.get().contentEqualsIgnoreCase(APPLICATION_SDP)
                && message.hasBody()
                && !message.has(HeaderName.CONTENT_ENCODING)
                && !message.has(HeaderName.CONTENT_DISPOSITION)) {
            return THE_WHOLE; // as nearly all messages with a description are
        }
        Optional<MediaType> type = written.flatMap(MediaType::parse);
        if (type.isEmpty() || !message.hasBody() || encoded(message)) {
            return Optional.empty();
        }
        if (type.get().is(APPLICATION, SDP)) {
            return isSession(message.header(HeaderName.CONTENT_DISPOSITION))
                    ? Optional.of(new Whole())
                    : Optional.empty();
        }
        List<MultipartBody.Part> path = new ArrayList<>();
        return MultipartBody.parse(type.get(), message.body())
                .filter(body -> find(body, path, 1))
                .map(body -> new Within(List.copyOf(path)));
    }

    private static boolean encoded(SipMessage message) {
        return message.header(HeaderName.CONTENT_ENCODING)
                .filter(encoding -> !encoding.contentEqualsIgnoreCase(IDENTITY))
                .isPresent();
    }

    private static boolean isSession(Optional<AsciiString> disposition) {
        if (disposition.isEmpty()) {
            return true;
        }
        Cursor c = new Cursor().reset(disposition.get());
        return c.takeIgnoreCase(SESSION) && !c.token();
    }

    private static boolean find(MultipartBody body, List<MultipartBody.Part> path, int depth) {
        for (MultipartBody.Part part : body.parts()) {
            path.add(part);
            MediaType type = part.type();
            boolean found =
                    type.is(APPLICATION, SDP)
                            ? !part.content().isEmpty()
                                    && part.plain()
                                    && isSession(part.header(HeaderName.CONTENT_DISPOSITION))
                            : depth < MultipartBody.MOST_DEPTH
                                    && MultipartBody.parse(type, part.content())
                                            .filter(inner -> find(inner, path, depth + 1))
                                            .isPresent();
            if (found) {
                return true;
            }
            path.removeLast();
        }
        return false;
    }

    /** The bytes around the description are copied; a Content-Length around it follows. */
    private static AsciiString replaced(
            AsciiString body, List<MultipartBody.Part> path, AsciiString sdp) {
        byte[] array = body.array();
        AsciiString old = path.getLast().content();
        int end = body.arrayOffset() + body.length();
        AsciiString after = Chars.slice(array, old.arrayOffset() + old.length(), end);
        AsciiString text = sdp.concat(after);
        int change = sdp.length() - old.length();
        int until = old.arrayOffset();
        // From the inside out: a length of more digits makes what is around it longer.
        for (MultipartBody.Part part : path.reversed()) {
            Optional<AsciiString> length = part.exactLength();
            if (length.isPresent()) {
                AsciiString value = length.get();
                String number = Integer.toString(part.content().length() + change);
                int valueEnd = value.arrayOffset() + value.length();
                text =
                        new AsciiString(number)
                                .concat(Chars.slice(array, valueEnd, until))
                                .concat(text);
                change += number.length() - value.length();
                until = value.arrayOffset();
            }
        }
        return Chars.slice(array, body.arrayOffset(), until).concat(text);
    }
}
