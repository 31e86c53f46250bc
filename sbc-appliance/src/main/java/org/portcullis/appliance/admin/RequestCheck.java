package org.portcullis.appliance.admin;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What makes a request unfit to be answered, before anyone looks at its path. */
final class RequestCheck {
    private RequestCheck() {}

    /** The refusal of a request that cannot be met, to be sent without looking at its path. */
    static Optional<Answer> refusal(HttpRequest request, InetSocketAddress local) {
        return malformed(request).or(() -> unfit(request, local));
    }

    /** The refusal of a body that an operation does not take. */
    static Optional<Answer> refusal(HttpRequest request, Operation operation, int maxBodyBytes) {
        if (!operation.hasBody()) {
            return hasBody(request)
                    ? refusal(
                            HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "a body (expected: none)")
                    : Optional.empty();
        }
        CharSequence type = HttpUtil.getMimeType(request);
        if (type == null || !HttpHeaderValues.APPLICATION_JSON.contentEqualsIgnoreCase(type)) {
            return refusal(
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type: "
                            + (type == null ? "none" : type)
                            + " (expected: application/json)");
        }
        return HttpUtil.getContentLength(request, 0L) > maxBodyBytes
                ? Optional.of(tooLarge(maxBodyBytes))
                : Optional.empty();
    }

    static Answer tooLarge(int maxBodyBytes) {
        return Answer.error(
                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                "the body is too large (expected: at most " + maxBodyBytes + " bytes)");
    }

    private static Optional<Answer> malformed(HttpRequest request) {
        DecoderResult result = request.decoderResult();
        if (result.isSuccess()) {
            return Optional.empty();
        }
        Throwable cause = result.cause();
        if (cause instanceof TooLongHttpLineException) {
            return refusal(HttpResponseStatus.REQUEST_URI_TOO_LONG, "the request line is too long");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return refusal(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the headers are too long");
        }
        return refusal(HttpResponseStatus.BAD_REQUEST, "not HTTP (expected: an HTTP/1.1 request)");
    }

    private static Optional<Answer> unfit(HttpRequest request, InetSocketAddress local) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        boolean hostNeeded = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        if (hosts.size() > 1 || hostNeeded && hosts.isEmpty()) {
            return refusal(
                    HttpResponseStatus.BAD_REQUEST, "Host: " + hosts.size() + " (expected: 1)");
        }
        if (!hosts.isEmpty()
                && local.getAddress().isLoopbackAddress()
                && !meansHere(hosts.getFirst())) {
            return refusal(
                    HttpResponseStatus.MISDIRECTED_REQUEST,
                    "Host: " + hosts.getFirst() + " (expected: localhost or an address)");
        }
        return Optional.empty();
    }

    static boolean hasBody(HttpRequest request) {
        return HttpUtil.isTransferEncodingChunked(request)
                || HttpUtil.getContentLength(request, 0L) > 0;
    }

    /**
     * Whether a Host header was written by someone who meant this machine. A page elsewhere can
     * point a name of its own at 127.0.0.1 and so read from a browser here what listens on loopback
     * only (DNS rebinding); an address it cannot.
     */
    private static boolean meansHere(String host) {
        int colon = host.lastIndexOf(':');
        boolean port = colon > host.lastIndexOf(']');
        String name = port ? host.substring(0, colon) : host;
        return name.toLowerCase(Locale.ROOT).equals("localhost")
                || NetUtil.createByteArrayFromIpAddressString(name) != null;
    }

    private static Optional<Answer> refusal(HttpResponseStatus status, String why) {
        return Optional.of(Answer.error(status, why));
    }
}
