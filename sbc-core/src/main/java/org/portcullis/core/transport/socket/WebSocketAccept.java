package org.portcullis.core.transport.socket;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.util.ReferenceCountUtil;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Answers the handshake of a WebSocket client that wants to speak SIP (RFC 6455 4.2, RFC 7118 4.1),
 * then makes way for {@link WebSocketMessages}. Whatever else HTTP can ask for is refused, and the
 * connection closed. Owned by the connection's loop.
 */
final class WebSocketAccept extends ChannelInboundHandlerAdapter {
    static final String SIP = "sip";

    private static final String VERSION = "13";
    private static final int KEY_BYTES = 16;

    private final StreamFlow flow;
    private final WebSocketMessages messages;
    private final int messageLimit;
    private @Nullable HttpRequest request;
    private boolean answered;

    WebSocketAccept(StreamFlow flow, WebSocketMessages messages, int messageLimit) {
        this.flow = flow;
        this.messages = messages;
        this.messageLimit = messageLimit;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (answered) {
                return; // more than was asked for
            }
            if (message instanceof HttpRequest begun) {
                request = begun;
            }
            boolean broken = request != null && !request.decoderResult().isSuccess();
            boolean body = message instanceof HttpContent content && content.content().isReadable();
            if (broken || body || message instanceof LastHttpContent) {
                answer(ctx, body);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void answer(ChannelHandlerContext ctx, boolean body) {
        HttpRequest asked = request;
        answered = true;
        if (asked == null || body || !asked.decoderResult().isSuccess()) {
            refuse(ctx, HttpResponseStatus.BAD_REQUEST, CloseReason.UPGRADE_REFUSED);
            return;
        }
        HttpResponseStatus status = problem(asked);
        if (status != null) {
            refuse(ctx, status, CloseReason.UPGRADE_REFUSED);
        } else if (!fromOurs(asked.headers().get(HttpHeaderNames.ORIGIN))) {
            refuse(ctx, HttpResponseStatus.FORBIDDEN, CloseReason.ORIGIN_REFUSED);
        } else {
            accept(ctx, asked);
        }
    }

    /** What the request lacks (RFC 6455 4.2.1), as the answer to it; null for nothing. */
    private static @Nullable HttpResponseStatus problem(HttpRequest asked) {
        HttpHeaders headers = asked.headers();
        if (!asked.method().equals(HttpMethod.GET)) {
            return HttpResponseStatus.METHOD_NOT_ALLOWED;
        }
        boolean upgrade =
                headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                        && headers.containsValue(
                                HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
        if (!upgrade || !VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return HttpResponseStatus.UPGRADE_REQUIRED;
        }
        boolean sound =
                asked.protocolVersion().equals(HttpVersion.HTTP_1_1)
                        && headers.contains(HttpHeaderNames.HOST)
                        && isKey(headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY))
                        && headers.containsValue(
                                HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, SIP, false);
        return sound ? null : HttpResponseStatus.BAD_REQUEST;
    }

    private static boolean isKey(@Nullable String key) {
        try {
            return key != null && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean fromOurs(@Nullable String origin) {
        List<String> ours = flow.realm().options().origins();
        return origin == null || ours.isEmpty() || ours.contains(origin.toLowerCase(Locale.ROOT));
    }

    private void accept(ChannelHandlerContext ctx, HttpRequest asked) {
        WebSocketDecoderConfig frames =
                WebSocketDecoderConfig.newBuilder()
                        .maxFramePayloadLength(messageLimit)
                        .allowExtensions(false)
                        .closeOnProtocolViolation(false)
                        .withUTF8Validator(false)
                        .build();
        DefaultFullHttpRequest whole =
                new DefaultFullHttpRequest(asked.protocolVersion(), asked.method(), asked.uri());
        whole.headers().set(asked.headers());
        // Its answer is written from here: what follows this handler only takes messages of SIP.
        ChannelFuture done = new WebSocketServerHandshaker13("", SIP, frames).handshake(ctx, whole);
        done.addListener(
                outcome -> {
                    if (outcome.isSuccess()) {
                        ctx.pipeline().addAfter(ctx.name(), null, messages);
                        messages.ready();
                        ctx.pipeline().remove(this);
                    } else {
                        flow.close(CloseReason.HANDSHAKE_FAILED, Failures.text(outcome.cause()));
                    }
                });
    }

    private void refuse(ChannelHandlerContext ctx, HttpResponseStatus status, CloseReason reason) {
        FullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
        answer.headers()
                .set(HttpHeaderNames.CONTENT_LENGTH, 0)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            answer.headers()
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION);
        }
        if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            answer.headers().set(HttpHeaderNames.ALLOW, HttpMethod.GET);
        }
        ctx.writeAndFlush(answer);
        flow.close(reason, "");
    }
}
