package org.portcullis.appliance.peers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A sine that a phone plays, and that is looked for in what another heard; 16-bit samples, 8,000 a
 * second, one channel.
 *
 * @param hertz its frequency
 */
record Tone(int hertz) {
    static final int SAMPLES_PER_SECOND = 8_000;
    static final int BYTES_PER_SECOND = 2 * SAMPLES_PER_SECOND;

    /** The size of the header of a WAV file. */
    static final int HEADER_BYTES = 44;

    private static final double AMPLITUDE = 8_000;

    /** It lasts longer than any test: a phone has no sound to send after the file's end. */
    private static final int SECONDS = 100;

    /** A WAV file of it. */
    byte[] wav() {
        int size = SECONDS * BYTES_PER_SECOND;
        ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + size).order(ByteOrder.LITTLE_ENDIAN);
        file.put(ascii("RIFF")).putInt(HEADER_BYTES - 8 + size).put(ascii("WAVEfmt ")).putInt(16);
        file.putShort((short) 1).putShort((short) 1);
        file.putInt(SAMPLES_PER_SECOND).putInt(BYTES_PER_SECOND);
        file.putShort((short) 2).putShort((short) 16);
        file.put(ascii("data")).putInt(size);
        for (int i = 0; file.hasRemaining(); i++) {
            double phase = 2 * Math.PI * hertz * i / SAMPLES_PER_SECOND;
            file.putShort((short) (AMPLITUDE * Math.sin(phase)));
        }
        return file.array();
    }

    /** Whether most of the power of some samples is at this frequency, by Goertzel's algorithm. */
    boolean dominates(byte[] samples) {
        ByteBuffer buffer = ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN);
        int count = samples.length / 2;
        double coefficient = 2 * Math.cos(2 * Math.PI * hertz / SAMPLES_PER_SECOND);
        double last = 0;
        double before = 0;
        double power = 0;
        for (int i = 0; i < count; i++) {
            double sample = buffer.getShort(2 * i);
            double next = sample + coefficient * last - before;
            before = last;
            last = next;
            power += sample * sample;
        }
        double here = last * last + before * before - coefficient * last * before;
        return power > 0 && here / count * 2 > 0.8 * power;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
