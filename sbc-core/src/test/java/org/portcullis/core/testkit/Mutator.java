package org.portcullis.core.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages messages at random, the same way for the same seed. */
public final class Mutator {
    /** Bytes that mean something to the grammar, so that mutations reach it. */
    private static final byte[] TELLING =
            "\r\n :;,<>\"\\@?=&%/()[]*\t\0\u00e40Az".getBytes(StandardCharsets.UTF_8);

    private final SplittableRandom random;

    public Mutator(SplittableRandom random) {
        this.random = random;
    }

    /** A copy with one to four edits. */
    public byte[] mutate(byte[] sound) {
        byte[] bytes = sound.clone();
        for (int edits = 1 + random.nextInt(4); edits > 0 && bytes.length > 0; edits--) {
            bytes = edit(bytes);
        }
        return bytes;
    }

    private byte[] edit(byte[] bytes) {
        int at = random.nextInt(bytes.length);
        int to = at + random.nextInt(Math.min(24, bytes.length - at));
        return switch (random.nextInt(6)) {
            case 0 -> {
                bytes[at] = (byte) random.nextInt(256);
                yield bytes;
            }
            case 1 -> {
                bytes[at] = TELLING[random.nextInt(TELLING.length)];
                yield bytes;
            }
            case 2 -> splice(bytes, at, to, new byte[0]);
            case 3 -> splice(bytes, at, at, new byte[] {TELLING[random.nextInt(TELLING.length)]});
            case 4 -> splice(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
            default -> random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
        };
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] piece) {
        byte[] out = new byte[bytes.length - (to - from) + piece.length];
        System.arraycopy(bytes, 0, out, 0, from);
        System.arraycopy(piece, 0, out, from, piece.length);
        System.arraycopy(bytes, to, out, from + piece.length, bytes.length - to);
        return out;
    }
}
