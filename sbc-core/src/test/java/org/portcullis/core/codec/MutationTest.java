package org.portcullis.core.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.testkit.Mutator;

/**
 * Sound messages, damaged at random: no exception, and what is accepted is accepted again to the
 * same meaning.
 */
class MutationTest {
    private static final int MUTATIONS = 100_000;
    private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.9", 4711);
    private static final AsciiString TAG = new AsciiString("ours");
    private static final String[] NAMES = {
        "wsinv",
        "intmeth",
        "esc01",
        "escnull",
        "esc02",
        "longreq",
        "dblreq",
        "semiuri",
        "transports",
        "mpart01",
        "unreason",
        "noreason",
        "regescrt",
        "cparam02",
        "inv2543",
        "unksm2"
    };

    private final SplittableRandom random = new SplittableRandom(42);
    private final Mutator mutator = new Mutator(random);
    private final SipParser parser = new SipParser(SipLimits.DEFAULT);
    private final MessageWriter writer = new MessageWriter();

    @Test
    void shouldStandDamage() {
        List<byte[]> seeds = new ArrayList<>();
        for (String name : NAMES) {
            seeds.add(Wire.resource("/rfc4475/" + name + ".dat"));
        }
        int accepted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutant = mutator.mutate(seeds.get(random.nextInt(seeds.size())));
            boolean stream = random.nextInt(8) == 0;
            frame(mutant);
            switch (parser.parse(mutant.clone(), mutant.length, stream)) {
                case ParseResult.Parsed(SipMessage message) -> {
                    accepted++;
                    reparse(message, stream);
                }
                case ParseResult.Malformed malformed ->
                        malformed.reply().ifPresent(reply -> answer(malformed, reply));
                case ParseResult.KeepAlive keepAlive -> {}
            }
        }
        assertTrue(
                accepted > MUTATIONS / 10 && accepted < MUTATIONS * 9 / 10,
                "accepted: " + accepted);
    }

    private void reparse(SipMessage message, boolean stream) {
        byte[] encoded = Arrays.copyOf(message.array(), message.length());
        SipMessage again = Wire.message(parser.parse(encoded, encoded.length, stream));
        assertEquals(Wire.describe(message), Wire.describe(again));
    }

    private void answer(ParseResult.Malformed malformed, ReplyHeaders reply) {
        SipResponse response = StatelessReply.of(writer, Insane.of(malformed), reply, TAG, SOURCE);
        byte[] encoded = Arrays.copyOf(response.array(), response.length());
        int lines = 0;
        for (byte b : encoded) {
            lines += b == '\n' ? 1 : 0;
        }
        assertEquals(response.headerCount() + 2, lines);
        assertTrue(!response.topVia().host().isEmpty());
    }

    /** The framer ends, whatever comes: each call takes bytes or says that it is broken. */
    private static void frame(byte[] bytes) {
        StreamFramer framer = new StreamFramer(SipLimits.DEFAULT);
        var in = Unpooled.wrappedBuffer(bytes);
        int before = Integer.MAX_VALUE;
        while (in.isReadable() && in.readableBytes() < before) {
            before = in.readableBytes();
            StreamFramer.Frame frame = framer.next(in);
            if (frame instanceof StreamFramer.Frame.Broken) {
                return;
            }
        }
        assertTrue(!in.isReadable());
    }
}
