package org.portcullis.appliance.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.call.CallView;
import org.portcullis.core.leg.LegView;
import org.portcullis.core.media.MediaStatistics;
import org.portcullis.core.media.Side;
import tools.jackson.core.JsonGenerator;

/**
 * The live calls as JSON. However many ask, the calls' loops are asked twice a second at most: in
 * between all are given the same answer. Owned by the admin server's loop.
 */
final class CallsAnswer {
    /** A table that people read; beyond it the total tells. */
    static final int MOST = 500;

    static final long FRESH_MILLIS = 500;

    private final LiveCalls calls;
    private final Executor loop;
    private final InstantSource clock;
    private @Nullable CompletionStage<Answer> latest;
    private long latestMillis;

    /**
     * @param loop where answers are written, so that it costs no call's loop anything
     */
    CallsAnswer(LiveCalls calls, Executor loop, InstantSource clock) {
        this.calls = calls;
        this.loop = loop;
        this.clock = clock;
    }

    CompletionStage<Answer> get() {
        long nowMillis = clock.millis();
        if (latest == null || Math.abs(nowMillis - latestMillis) >= FRESH_MILLIS) {
            latest = calls.newest(MOST).thenApplyAsync(this::written, loop);
            latestMillis = nowMillis;
        }
        return latest;
    }

    private Answer written(LiveCalls.Newest newest) {
        return Answer.json(
                HttpResponseStatus.OK,
                out -> {
                    out.writeNumberProperty("atMillis", clock.millis());
                    out.writeNumberProperty("total", newest.total());
                    out.writeArrayPropertyStart("calls");
                    newest.calls().forEach(call -> write(out, call));
                    out.writeEndArray();
                });
    }

    private static void write(JsonGenerator out, CallView call) {
        out.writeStartObject();
        out.writeStringProperty("id", call.id());
        out.writeStringProperty("state", label(call.state()));
        out.writeNumberProperty("ageMillis", call.ageMillis());
        out.writeNumberProperty("talkMillis", call.talkMillis());
        out.writeName("caller");
        write(out, call.caller());
        call.callee()
                .ifPresent(
                        leg -> {
                            out.writeName("callee");
                            write(out, leg);
                        });
        out.writeArrayPropertyStart("media");
        call.media().streams().forEach(stream -> write(out, stream));
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, LegView leg) {
        out.writeStartObject();
        out.writeStringProperty("peer", leg.peer());
        out.writeStringProperty("realm", leg.realm());
        out.writeStringProperty("local", leg.local());
        out.writeStringProperty("remote", leg.remote());
        out.writeStringProperty("callId", leg.callId());
        out.writeStringProperty("remoteAddress", leg.remoteAddress());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, MediaStatistics.Stream stream) {
        out.writeStartObject();
        out.writeNumberProperty("index", stream.index());
        out.writeStringProperty("media", stream.media());
        out.writeStringProperty("from", label(stream.from()));
        out.writeStringProperty("remote", stream.remote());
        out.writeNumberProperty("packets", stream.packets());
        out.writeNumberProperty("bytes", stream.bytes());
        out.writeNumberProperty("lost", stream.lost());
        out.writeNumberProperty("dropped", stream.dropped());
        out.writeNumberProperty("jitterMicros", stream.jitterMicros());
        out.writeEndObject();
    }

    private static String label(CallView.State state) {
        return switch (state) {
            case RINGING -> "ringing";
            case ANSWERED -> "answered";
        };
    }

    private static String label(Side side) {
        return switch (side) {
            case CALLER -> "caller";
            case CALLEE -> "callee";
        };
    }
}
