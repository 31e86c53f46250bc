package org.portcullis.core.sdp;

/**
 * How much a session description may hold before it is refused.
 *
 * @param bytes of the whole description
 * @param lines in it
 * @param lineBytes of one line, without its end
 * @param media m= lines
 * @param formats of one m= line
 */
public record SdpLimits(int bytes, int lines, int lineBytes, int media, int formats) {
    /** Room for a browser's offer with every codec, header extension and candidate it knows. */
    public static final SdpLimits DEFAULT = new SdpLimits(65_536, 2_000, 4_096, 32, 128);

    public SdpLimits {
        positive("bytes", bytes);
        positive("lines", lines);
        positive("lineBytes", lineBytes);
        positive("media", media);
        positive("formats", formats);
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
        }
    }
}
