package org.portcullis.core.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.codec.ParseResult.Kind;
import org.portcullis.core.codec.StreamFramer.Frame;

class StreamFramerTest {
    private static final String ONE =
            Wire.options("Subject: a\n folded\nContent-Length: 6\n\n1\n2\n");
    private static final String TWO = Wire.options("l : 0\n\n").replace("OPTIONS", "BYE");
    private static final String THREE =
            Wire.options("L:4\n\n\n\n")
                    .replace("OPTIONS sip:bob@example.com SIP/2.0", "SIP/2.0 200 OK");

    private final StreamFramer framer = new StreamFramer(SipLimits.DEFAULT);

    /** What a stream that arrives in these pieces is told to be, in words. */
    private static List<String> frames(StreamFramer framer, byte[]... pieces) {
        List<String> frames = new ArrayList<>();
        for (byte[] piece : pieces) {
            ByteBuf in = Unpooled.wrappedBuffer(piece);
            Frame frame;
            do {
                frame = framer.next(in);
                frames.add(describe(frame));
            } while (!(frame instanceof Frame.Incomplete || frame instanceof Frame.Broken));
            frames.remove("...");
        }
        return frames;
    }

    private static String describe(Frame frame) {
        return switch (frame) {
            case Frame.Incomplete incomplete -> "...";
            case Frame.KeepAlive keepAlive -> "ping";
            case Frame.Broken broken -> "broken: " + broken.kind();
            case Frame.Whole whole ->
                    (whole.last() ? "last: " : "")
                            + new String(whole.bytes(), StandardCharsets.UTF_8)
                                    .replace("\r\n", "\n");
        };
    }

    private List<String> frames(String text) {
        return frames(framer, Wire.bytes(text));
    }

    @Test
    void shouldFindTheSameFramesWhereverTheStreamIsCut() {
        byte[] stream = Wire.bytes("\n\n" + ONE + TWO + "\n" + THREE + "\n\n\n\n" + ONE + "\n");
        List<String> whole =
                List.of("ping", unfolded(ONE), TWO, THREE, "ping", "ping", unfolded(ONE));
        assertEquals(whole, frames(new StreamFramer(SipLimits.DEFAULT), stream));
        for (int cut = 0; cut <= stream.length; cut++) {
            byte[] head = Arrays.copyOf(stream, cut);
            byte[] tail = Arrays.copyOfRange(stream, cut, stream.length);
            assertEquals(
                    whole,
                    frames(new StreamFramer(SipLimits.DEFAULT), head, tail),
                    "cut at " + cut);
        }
    }

    @Test
    void shouldFindTheSameFramesByteByByte() {
        byte[] stream = Wire.bytes(ONE + "\n\n" + TWO + THREE);
        byte[][] bytes = new byte[stream.length][];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = new byte[] {stream[i]};
        }
        assertEquals(List.of(unfolded(ONE), "ping", TWO, THREE), frames(framer, bytes));
        assertFalse(framer.partial());
    }

    /** Reading the Content-Length unfolds the headers. */
    private static String unfolded(String text) {
        return text.replace("\n folded", "   folded");
    }

    @Test
    void shouldYieldWhatTheParserAccepts() {
        Frame.Whole frame =
                assertInstanceOf(
                        Frame.Whole.class, framer.next(Unpooled.wrappedBuffer(Wire.bytes(ONE))));
        ParseResult result =
                new SipParser(SipLimits.DEFAULT).parse(frame.bytes(), frame.bytes().length, true);
        assertEquals("1\r\n2\r\n", Wire.message(result).body().toString());
    }

    @Test
    void shouldKnowHalfAMessage() {
        assertFalse(framer.partial());
        frames("\n\n");
        assertFalse(framer.partial());
        frames("OPT");
        assertTrue(framer.partial());
    }

    @Test
    void shouldTakeTheTwoMessagesOfOneSegmentApart() {
        byte[] torture = Wire.resource("/rfc4475/dblreq.dat");
        List<String> frames = frames(framer, torture);
        assertTrue(frames.getFirst().startsWith("REGISTER"));
        assertTrue(frames.get(1).startsWith("INVITE"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                "Content-Length: 1\nContent-Length: 1\n\n",
                "Content-Length: 1\nl: 2\n\n",
                "Content-Length: -1\n\n",
                "Content-Length: 1 2\n\n",
                "Content-Length:\n\n",
                "Content-Length: 49153\n\n",
                "Content-Length: 99999999999\n\n"
            })
    void shouldHandOutAHeadThatDoesNotSayWhereItEnds(String more) {
        ByteBuf in = Unpooled.wrappedBuffer(Wire.bytes(Wire.options(more) + "body"));
        Frame.Whole head = assertInstanceOf(Frame.Whole.class, framer.next(in));
        assertTrue(head.last());
        ParseResult result =
                new SipParser(SipLimits.DEFAULT).parse(head.bytes(), head.bytes().length, true);
        assertTrue(Wire.status(Wire.malformed(result)) >= 400);
        assertInstanceOf(Frame.Broken.class, framer.next(in));
        assertFalse(framer.partial());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0016\u0003\u0001",
                "\0\0\0\0",
                "GET / HTTP/1.1\n",
                "OPTIONS sip:bob@example.com\n",
                "OPTIONS sip:bob@example.com NOSIP/2.0\n",
                " OPTIONS\n",
                "{\"a\": 1}\n"
            })
    void shouldBreakOnWhatIsNotSip(String text) {
        assertEquals(List.of("broken: GARBAGE"), frames(text));
        assertEquals(List.of("broken: GARBAGE"), frames(ONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\r", "\n", "\r\n\n", "\rO"})
    void shouldBreakOnHalfALineEndBetweenMessages(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        assertEquals(List.of("broken: HEADER_LINE"), frames(framer, bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: a\nb", "X: a\rb"})
    void shouldBreakOnHalfALineEndInAHeader(String line) {
        String head = new String(Wire.bytes(Wire.options("")), StandardCharsets.US_ASCII);
        byte[] bytes = (head + line + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        assertEquals(List.of("broken: HEADER_LINE"), frames(framer, bytes));
    }

    @Test
    void shouldBreakOnAnEndlessLine() {
        assertEquals(List.of("broken: LIMIT"), frames(Wire.options("X: " + "x".repeat(100_000))));
    }

    @Test
    void shouldBreakOnAnEndlessFoldedLine() {
        assertEquals(
                List.of("broken: LIMIT"), frames(Wire.options("X: x\n" + " x\n".repeat(5_000))));
    }

    @Test
    void shouldBreakOnAnEndlessFirstLine() {
        assertEquals(List.of("broken: LIMIT"), frames("OPTIONS sip:" + "x".repeat(8_200)));
    }

    @Test
    void shouldBreakOnEndlessHeaders() {
        assertEquals(List.of("broken: LIMIT"), frames(Wire.options("X: x\n".repeat(124))));
        StreamFramer wide = new StreamFramer(new SipLimits(1_000, 1_000, 100, 70, 32, 500));
        assertEquals(
                List.of("broken: LIMIT"),
                frames(wide, Wire.bytes(Wire.options("X: xxxxxxxx\n".repeat(100)))));
    }

    @Test
    void shouldTakeAsMuchAsTheLimitsAllow() {
        String head = Wire.options("X: x\n".repeat(122) + "Content-Length: 49152\n\n");
        String body = "b".repeat(49_152);
        assertEquals(List.of(head + body), frames(head + body));
    }

    @Test
    void shouldNotTakeMoreThanOneMessageFromTheBuffer() {
        ByteBuf in = Unpooled.wrappedBuffer(Wire.bytes(TWO + ONE));
        framer.next(in);
        assertEquals(Wire.bytes(ONE).length, in.readableBytes());
    }

    @Test
    void shouldSayWhyItIsBroken() {
        Frame.Broken broken =
                assertInstanceOf(
                        Frame.Broken.class,
                        framer.next(Unpooled.wrappedBuffer(new byte[] {22, 3, 1})));
        assertEquals(Kind.GARBAGE, broken.kind());
        assertEquals("Not SIP", broken.why());
    }
}
