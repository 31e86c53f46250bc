package org.portcullis.media.offer;

import io.netty.util.AsciiString;

/** Finds what looks like an IP address in free text. Better one too many than one missed. */
final class Addresses {
    private Addresses() {}

    /**
     * True if there are four numbers with dots between, or hexadecimal groups with eight or a
     * double colon between.
     */
    static boolean occurIn(AsciiString text) {
        int dotted = 0; // numbers so far of a dotted row
        int colons = 0; // colons so far of a hexadecimal row
        boolean digits = false;
        byte before = 0;
        for (int i = 0; i < text.length(); i++) {
            byte b = text.byteAt(i);
            if (b >= '0' && b <= '9') {
                dotted += digits ? 0 : 1;
                digits = true;
            } else {
                dotted = digits && b == '.' ? dotted : 0;
                digits = false;
            }
            if (b == ':') {
                colons++;
            } else if (!isHex(b)) {
                colons = 0;
            }
            if (dotted == 4 || colons == 7 || b == ':' && before == ':') {
                return true;
            }
            before = b;
        }
        return false;
    }

    private static boolean isHex(byte b) {
        return b >= '0' && b <= '9' || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F';
    }
}
