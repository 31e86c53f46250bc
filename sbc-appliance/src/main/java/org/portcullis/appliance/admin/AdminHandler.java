package org.portcullis.appliance.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.runtime.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the admin server: reads a request, answers it, reads the next. What a client
 * sends ahead waits unread, and whoever is late with a request or with reading its answer is
 * disconnected. Owned by the admin server's loop.
 */
final class AdminHandler extends SimpleChannelInboundHandler<HttpObject> {
    private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private final Supplier<Endpoints> endpoints;
    private final Gatekeeper gatekeeper;
    private final AdminLimits limits;
    private final Counters counters;
    private @Nullable Future<?> deadline;
    private final Queue<Part> parts = new ArrayDeque<>(); // read and not yet looked at
    private @Nullable Asked asked; // whose end has not come yet
    private boolean answering;
    private boolean closing;

    AdminHandler(
            Supplier<Endpoints> endpoints,
            Gatekeeper gatekeeper,
            AdminLimits limits,
            Counters counters) {
        this.endpoints = endpoints;
        this.gatekeeper = gatekeeper;
        this.limits = limits;
        this.counters = counters;
    }

    /** What a connection brings. */
    private sealed interface Part {}

    private record Head(HttpRequest request) implements Part {}

    private static final class Bytes implements Part {
        private final byte[] bytes;
        private final boolean last; // whether the request is whole with these

        Bytes(byte[] bytes, boolean last) {
            this.bytes = bytes;
            this.last = last;
        }
    }

    /** A request that is let in, with what there is of its body so far. */
    private record Asked(Caller caller, Endpoints.Matched found, ByteArrayOutputStream body) {}

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        closeAfter(ctx, limits.requestTime());
        ctx.read();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
        if (closing) {
            return;
        }
        if (part instanceof HttpRequest head) {
            parts.add(new Head(head));
        } else if (part instanceof HttpContent content) {
            parts.add(
                    new Bytes(
                            ByteBufUtil.getBytes(content.content()),
                            content instanceof LastHttpContent));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        proceed(ctx);
    }

    /** Handles what was read up to a whole request, and reads on where there is none. */
    private void proceed(ChannelHandlerContext ctx) {
        while (!answering && !closing && !parts.isEmpty()) {
            handle(ctx, parts.remove());
        }
        if (!answering) {
            ctx.read();
        }
    }

    private void handle(ChannelHandlerContext ctx, Part part) {
        switch (part) {
            case Head(HttpRequest head) -> start(ctx, head);
            case Bytes bytes -> {
                if (asked != null) {
                    take(ctx, asked, bytes);
                }
            }
        }
    }

    /** Whoever may not ask is refused before his body is read. */
    private void start(ChannelHandlerContext ctx, HttpRequest head) {
        Caller caller =
                new Caller(
                        head,
                        (InetSocketAddress) ctx.channel().remoteAddress(),
                        (InetSocketAddress) ctx.channel().localAddress());
        Optional<Answer> unfit = RequestCheck.refusal(head, caller.local());
        if (unfit.isPresent()) {
            refuse(ctx, head, unfit.get());
            return;
        }
        switch (endpoints.get().find(head.method(), pathOf(head.uri()))) {
            case Endpoints.Missing(Answer answer) -> refuse(ctx, head, answer);
            case Endpoints.Matched found ->
                    refusal(caller, found.operation())
                            .ifPresentOrElse(
                                    answer -> refuse(ctx, head, answer),
                                    () ->
                                            asked =
                                                    new Asked(
                                                            caller,
                                                            found,
                                                            new ByteArrayOutputStream()));
        }
    }

    private Optional<Answer> refusal(Caller caller, Operation operation) {
        Optional<Answer> stranger =
                switch (operation.access()) {
                    case OPEN -> Optional.empty();
                    case TOKEN -> gatekeeper.refusal(caller, operation.verb());
                };
        return stranger.or(
                () -> RequestCheck.refusal(caller.head(), operation, limits.maxBodyBytes()));
    }

    private void refuse(ChannelHandlerContext ctx, HttpRequest head, Answer answer) {
        asked = null;
        answering = true;
        closeAfter(ctx, limits.answerTime());
        boolean more = head.decoderResult().isFailure() || RequestCheck.hasBody(head);
        write(ctx, head, answer, more);
    }

    private void take(ChannelHandlerContext ctx, Asked whole, Bytes bytes) {
        if (whole.body().size() + bytes.bytes.length > limits.maxBodyBytes()) {
            refuse(ctx, whole.caller().head(), RequestCheck.tooLarge(limits.maxBodyBytes()));
            return;
        }
        whole.body().writeBytes(bytes.bytes);
        if (bytes.last) {
            asked = null;
            answer(ctx, whole);
        }
    }

    private void answer(ChannelHandlerContext ctx, Asked whole) {
        answering = true;
        closeAfter(ctx, limits.answerTime());
        HttpRequest head = whole.caller().head();
        answered(whole)
                .whenCompleteAsync(
                        (good, failure) ->
                                write(ctx, head, good == null ? failed(failure) : good, false),
                        ctx.executor());
    }

    private static CompletionStage<Answer> answered(Asked whole) {
        return Endpoints.answer(whole.found(), whole.body().toByteArray(), whole.caller());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancelDeadline();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("admin connection failed", cause);
        close(ctx);
    }

    /**
     * @param more whether what follows on the connection is not worth reading, or cannot be told
     *     from the request
     */
    private void write(
            ChannelHandlerContext ctx, HttpRequest request, Answer answer, boolean more) {
        boolean keepAlive = HttpUtil.isKeepAlive(request) && !more;
        boolean head = request.method().equals(HttpMethod.HEAD);
        HttpResponseStatus status = answer.status();
        ByteBuf body = Unpooled.wrappedBuffer(answer.body().getBytes(UTF_8));
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, status, head ? Unpooled.EMPTY_BUFFER : body);
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
        headers.set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY);
        headers.set("x-content-type-options", "nosniff");
        headers.set("x-frame-options", "DENY");
        headers.set("referrer-policy", "no-referrer");
        headers.set("cross-origin-opener-policy", "same-origin");
        headers.set("cross-origin-resource-policy", "same-origin");
        answer.headers().forEach(headers::set);
        HttpVersion version = keepAlive ? request.protocolVersion() : HttpVersion.HTTP_1_1;
        HttpUtil.setKeepAlive(headers, version, keepAlive);
        count(status);
        ctx.writeAndFlush(response)
                .addListener(
                        (ChannelFutureListener)
                                done -> {
                                    if (!done.isSuccess()) {
                                        close(ctx);
                                    } else if (keepAlive) {
                                        answering = false;
                                        closeAfter(ctx, limits.requestTime());
                                        proceed(ctx);
                                    } else {
                                        closeGently(ctx);
                                    }
                                });
    }

    /**
     * Ends our side and throws away what still comes, until the client has closed or its time is
     * over: a close with bytes unread would reset the connection and could take the answer with it.
     */
    private void closeGently(ChannelHandlerContext ctx) {
        answering = false;
        closing = true;
        parts.clear();
        ((DuplexChannel) ctx.channel()).shutdownOutput().addListener(ended -> proceed(ctx));
    }

    private void count(HttpResponseStatus status) {
        counters.counter(
                        "portcullis_admin_requests_total",
                        "Requests answered by the admin server.",
                        "code",
                        status.codeAsText().toString())
                .increment();
    }

    private static Answer failed(Throwable failure) {
        LOG.error("admin request failed", failure);
        return Answer.error(
                HttpResponseStatus.INTERNAL_SERVER_ERROR, "failed; the log has the reason");
    }

    private static String pathOf(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    /** Nothing is left to do if closing fails. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private static void close(ChannelHandlerContext ctx) {
        ctx.close();
    }

    private void closeAfter(ChannelHandlerContext ctx, Duration time) {
        cancelDeadline();
        deadline =
                ctx.executor().schedule(() -> close(ctx), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
