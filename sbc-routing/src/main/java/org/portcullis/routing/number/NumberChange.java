package org.portcullis.routing.number;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Optional;

/**
 * How a number is rewritten: first characters are taken off its front, then off its end, then
 * something is put before and behind. One that has not as many stays as it is.
 *
 * @param matches the numbers that are rewritten; empty for all
 * @param strip how many characters go from the front, 0-32
 * @param stripEnd how many go from the end, 0-32
 * @param prefix what is put before it
 * @param suffix what is put behind it
 */
public record NumberChange(
        Optional<NumberPattern> matches,
        int strip,
        int stripEnd,
        AsciiString prefix,
        AsciiString suffix) {
    private static final int MOST = 32;

    public NumberChange {
        requireCount("strip", strip);
        requireCount("strip-end", stripEnd);
        requireUser("prefix", prefix);
        requireUser("suffix", suffix);
    }

    /** What the first of some changes that matches a number makes of it. */
    public static AsciiString apply(List<NumberChange> changes, AsciiString number) {
        for (int i = 0; i < changes.size(); i++) {
            NumberChange change = changes.get(i);
            if (change.matches.isEmpty() || change.matches.get().matches(number)) {
                return change.applied(number);
            }
        }
        return number;
    }

    private AsciiString applied(AsciiString number) {
        int end = number.length() - stripEnd;
        if (strip > end || (strip == end && prefix.isEmpty() && suffix.isEmpty())) {
            return number;
        }
        return prefix.concat(number.subSequence(strip, end, false)).concat(suffix);
    }

    private static void requireCount(String name, int count) {
        if (count < 0 || count > MOST) {
            throw new IllegalArgumentException(name + ": " + count + " (expected: 0-" + MOST + ")");
        }
    }

    private static void requireUser(String name, AsciiString text) {
        boolean sound = text.length() <= MOST;
        for (int i = 0; i < text.length(); i++) {
            byte b = text.byteAt(i);
            boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
            sound &= letter || (b >= '0' && b <= '9') || "+*#-_.".indexOf(b) >= 0;
        }
        if (!sound) {
            throw new IllegalArgumentException(
                    name
                            + ": "
                            + text
                            + " (expected: at most "
                            + MOST
                            + " letters, digits and + * # - _ .)");
        }
    }
}
