package org.portcullis.routing.dispatch;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;

/** A hash of 64 bits, all of which depend on all of the key: FNV-1a and a mixer. One thread. */
final class StrongHash implements KeySink {
    private static final long OFFSET = 0xcbf2_9ce4_8422_2325L;
    private static final long PRIME = 0x0000_0100_0000_01b3L;

    private long hash = OFFSET;
    private boolean any;

    /** Of a text, as UTF-8. */
    static long of(String text) {
        StrongHash hash = new StrongHash();
        hash.add(new AsciiString(text.getBytes(StandardCharsets.UTF_8), false));
        return hash.value();
    }

    @Override
    public void add(AsciiString text) {
        byte[] array = text.array();
        int at = text.arrayOffset();
        int end = at + text.length();
        any |= at < end;
        for (; at < end; at++) {
            hash = (hash ^ (array[at] & 0xff)) * PRIME;
        }
    }

    @Override
    public void endString() {
        hash = (hash ^ 0x100) * PRIME; // no byte is that
    }

    boolean any() {
        return any;
    }

    long value() {
        return mix(hash);
    }

    /** Two hashes as one. */
    static long mix(long one, long other) {
        return mix(one + 0x9e37_79b9_7f4a_7c15L * mix(other));
    }

    private static long mix(long from) {
        long mixed = (from ^ from >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ mixed >>> 31;
    }
}
