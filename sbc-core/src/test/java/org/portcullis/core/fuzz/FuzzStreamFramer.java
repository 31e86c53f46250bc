package org.portcullis.core.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.portcullis.core.codec.ParseResult;
import org.portcullis.core.codec.SipLimits;
import org.portcullis.core.codec.SipParser;
import org.portcullis.core.codec.StreamFramer;

/** One connection's bytes: however they are cut, the same frames come of them. */
public final class FuzzStreamFramer {
    /** Small enough for the fuzzer to reach them. */
    private static final SipLimits LIMITS = new SipLimits(4_000, 40, 400, 10, 5, 2_000);

    private FuzzStreamFramer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        List<String> whole = frames(data, data.length + 1);
        Check.equal(whole, frames(data, 1), "a byte at a time");
        SplittableRandom random = new SplittableRandom(Arrays.hashCode(data));
        Check.equal(whole, frames(data, -1 - random.nextInt(200)), "cut at random");
    }

    /**
     * @param step bytes in each segment; below 0 random ones up to that many
     */
    private static List<String> frames(byte[] data, int step) {
        SplittableRandom random = new SplittableRandom(step);
        StreamFramer framer = new StreamFramer(LIMITS);
        SipParser parser = new SipParser(LIMITS);
        List<String> frames = new ArrayList<>();
        for (int at = 0; at < data.length; ) {
            int size = step > 0 ? step : 1 + random.nextInt(-step);
            int end = Math.min(data.length, at + size);
            if (!feed(framer, parser, Unpooled.wrappedBuffer(data, at, end - at), frames)) {
                return frames;
            }
            at = end;
        }
        frames.add(framer.partial() ? "partial" : "between");
        return frames;
    }

    /** False at the end of a broken stream. */
    private static boolean feed(
            StreamFramer framer, SipParser parser, ByteBuf in, List<String> frames) {
        while (true) {
            int before = in.readableBytes();
            switch (framer.next(in)) {
                case StreamFramer.Frame.Incomplete incomplete -> {
                    Check.equal(0, in.readableBytes(), "bytes left");
                    return true;
                }
                case StreamFramer.Frame.KeepAlive keepAlive -> frames.add("keep-alive");
                case StreamFramer.Frame.Whole found -> {
                    frames.add(
                            found.last() + new String(found.bytes(), StandardCharsets.ISO_8859_1));
                    whole(parser, found);
                    if (found.last()) {
                        return false;
                    }
                }
                case StreamFramer.Frame.Broken broken -> {
                    frames.add(broken.toString());
                    return false;
                }
            }
            if (in.readableBytes() == before && before > 0) {
                throw new AssertionError("a frame of no bytes");
            }
        }
    }

    /** Framer and parser agree on where a message ends. */
    private static void whole(SipParser parser, StreamFramer.Frame.Whole frame) {
        byte[] bytes = frame.bytes().clone();
        ParseResult result = parser.parse(bytes, bytes.length, true);
        boolean length =
                result instanceof ParseResult.Malformed malformed
                        && malformed.kind() == ParseResult.Kind.CONTENT_LENGTH;
        if (length && !frame.last()) {
            throw new AssertionError("the parser sees another end: " + result);
        }
        if (frame.last() && result instanceof ParseResult.Parsed) {
            throw new AssertionError("the parser sees an end");
        }
    }
}
