package org.portcullis.core.codec;

/**
 * How much of everything a message may have, in bytes or pieces.
 *
 * @param message bytes of a whole message
 * @param headerLines header lines, folded ones counted once
 * @param line bytes of a header line, folds included, or of the start line
 * @param vias Via values
 * @param uris addresses in Contact, in Route and in Record-Route, each
 * @param body bytes of a body
 */
public record SipLimits(int message, int headerLines, int line, int vias, int uris, int body) {
    public static final SipLimits DEFAULT = new SipLimits(65_535, 128, 8_192, 70, 32, 49_152);

    public SipLimits {
        check("message", message);
        check("header-lines", headerLines);
        check("line", line);
        check("vias", vias);
        check("uris", uris);
        check("body", body);
    }

    private static void check(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1)");
        }
    }
}
