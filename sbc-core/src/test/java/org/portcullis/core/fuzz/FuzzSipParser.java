package org.portcullis.core.fuzz;

import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.codec.Insane;
import org.portcullis.core.codec.ParseResult;
import org.portcullis.core.codec.ReplyHeaders;
import org.portcullis.core.codec.Sanity;
import org.portcullis.core.codec.SanityCheck;
import org.portcullis.core.codec.SanityPolicy;
import org.portcullis.core.codec.SipLimits;
import org.portcullis.core.codec.SipParser;
import org.portcullis.core.codec.StatelessReply;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/**
 * One datagram, strict and lenient, and the same bytes as a frame of a stream. What is accepted
 * parses again to the same, from its own bytes and from a copy written header by header; what is
 * not gets an answer that can be sent.
 */
public final class FuzzSipParser {
    private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.9", 4711);
    private static final AsciiString TAG = AsciiString.cached("ours");
    private static final SanityPolicy LENIENT =
            new SanityPolicy(java.util.Set.of(SanityCheck.FIRST_VIA), false);
    private static final List<SanityPolicy> POLICIES = List.of(SanityPolicy.DEFAULT, LENIENT);

    private FuzzSipParser() {}

    public static void fuzzerTestOneInput(byte[] data) {
        for (SanityPolicy policy : POLICIES) {
            SipParser parser = new SipParser(SipLimits.DEFAULT, policy);
            Sanity sanity = new Sanity(policy, "outside", via -> via.port() == 5060);
            judge(parser, sanity, policy, data, false);
            judge(parser, sanity, policy, data, true);
        }
    }

    private static void judge(
            SipParser parser, Sanity sanity, SanityPolicy policy, byte[] data, boolean stream) {
        switch (parser.parse(data.clone(), data.length, stream)) {
            case ParseResult.KeepAlive keepAlive -> {}
            case ParseResult.Malformed malformed ->
                    sanity.check(malformed).ifPresent(FuzzSipParser::answer);
            case ParseResult.Parsed(SipMessage message) -> {
                sanity.check(message).ifPresent(FuzzSipParser::answer);
                byte[] own = Arrays.copyOf(message.array(), message.length());
                Check.same(message, reparsed(parser, own, stream), "its own bytes");
                // The writer writes a space for a NUL, which may be escaped in a quoted string.
                if (policy.equals(SanityPolicy.DEFAULT) && withoutNul(message)) {
                    rewrite(parser, message);
                }
                if (message instanceof SipRequest request) {
                    answer(request);
                }
            }
        }
    }

    private static void answer(Insane insane) {
        if (insane.reply().isPresent()) {
            ReplyHeaders request = insane.reply().get();
            Check.sendable(StatelessReply.of(new MessageWriter(), insane, request, TAG, SOURCE));
        }
    }

    /** The response to a sound request is sound. */
    private static void answer(SipRequest request) {
        SipResponse response =
                StatelessReply.of(new MessageWriter(), ReplyHeaders.of(request), 200, TAG, SOURCE);
        Check.sendable(response);
        byte[] bytes = Arrays.copyOf(response.array(), response.length());
        ParseResult result =
                new SipParser(SipLimits.DEFAULT, LENIENT).parse(bytes, bytes.length, true);
        // What is added to Via and To may reach beyond a limit, and nothing else.
        if (!(result instanceof ParseResult.Parsed)
                && !(result instanceof ParseResult.Malformed malformed
                        && malformed.kind() == ParseResult.Kind.LIMIT)) {
            throw new AssertionError(result + " of " + response);
        }
    }

    private static SipMessage reparsed(SipParser parser, byte[] bytes, boolean stream) {
        return switch (parser.parse(bytes, bytes.length, stream)) {
            case ParseResult.Parsed(SipMessage message) -> message;
            case ParseResult.Malformed malformed -> throw new AssertionError(malformed.toString());
            case ParseResult.KeepAlive keepAlive -> throw new AssertionError("keep-alive");
        };
    }

    private static void rewrite(SipParser parser, SipMessage message) {
        MessageWriter writer = new MessageWriter();
        SipMessage written =
                switch (message) {
                    case SipRequest request -> {
                        writer.request(request.method(), request.requestUri().text());
                        copy(writer, request);
                        yield writer.toRequest();
                    }
                    case SipResponse response -> {
                        writer.response(response.status(), response.reason());
                        copy(writer, response);
                        yield writer.toResponse();
                    }
                };
        byte[] bytes = Arrays.copyOf(written.array(), written.length());
        switch (parser.parse(bytes, bytes.length, true)) {
            case ParseResult.Parsed(SipMessage again) -> {
                Check.equal(lines(message), lines(again), "header lines");
                Check.equal(Check.typed(message), Check.typed(again), "typed headers");
                Check.equal(Check.typed(message), Check.typed(written), "typed headers, written");
            }
            case ParseResult.Malformed malformed -> {
                // Full names are longer than compact ones.
                Check.equal(ParseResult.Kind.LIMIT, malformed.kind(), "kind of " + malformed.why());
            }
            case ParseResult.KeepAlive keepAlive -> throw new AssertionError("keep-alive");
        }
    }

    private static boolean withoutNul(SipMessage message) {
        for (int i = 0; i < message.length(); i++) {
            if (message.array()[i] == 0) {
                return false;
            }
        }
        return true;
    }

    private static void copy(MessageWriter writer, SipMessage message) {
        for (int i = 0; i < message.headerCount(); i++) {
            HeaderName name = message.headerName(i);
            if (name.equals(HeaderName.CONTENT_TYPE)) {
                writer.body(message.headerValue(i), message.body());
            } else if (!name.equals(HeaderName.CONTENT_LENGTH)) {
                writer.copy(message, i);
            }
        }
    }

    private static List<String> lines(SipMessage message) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < message.headerCount(); i++) {
            if (!message.headerName(i).equals(HeaderName.CONTENT_LENGTH)) {
                lines.add(message.headerName(i) + ": " + message.headerValue(i));
            }
        }
        Optional<AsciiString> type = message.contentType();
        lines.add(type.isPresent() ? message.body().toString() : "");
        return lines;
    }
}
