package org.portcullis.media.rtp;

import java.util.Arrays;

/**
 * The payload types that a stream's two descriptions name, with their clock rates. Immutable.
 *
 * <p>Comfort noise (13) belongs to every set: endpoints send it without naming it (RFC 3389 5).
 */
public final class PayloadTypes {
    /** Nothing at all. */
    public static final PayloadTypes NONE = new PayloadTypes(new byte[0], new int[0]);

    private static final int COMFORT_NOISE = 13;
    private static final int SPEECH_HZ = 8_000;
    private static final int VIDEO_HZ = 90_000;

    private final byte[] types; // sorted
    private final int[] clockRates;

    private PayloadTypes(byte[] types, int[] clockRates) {
        this.types = types;
        this.clockRates = clockRates;
    }

    /**
     * @param clockRates by payload type, 0 for those not named, as long as the highest named needs
     */
    public static PayloadTypes of(int[] clockRates) {
        int[] all = Arrays.copyOf(clockRates, Math.max(clockRates.length, COMFORT_NOISE + 1));
        all[COMFORT_NOISE] = all[COMFORT_NOISE] == 0 ? SPEECH_HZ : all[COMFORT_NOISE];
        int count = 0;
        for (int rate : all) {
            count += rate == 0 ? 0 : 1;
        }
        byte[] types = new byte[count];
        int[] rates = new int[count];
        int at = 0;
        for (int type = 0; type < all.length; type++) {
            if (all[type] != 0) {
                types[at] = (byte) type;
                rates[at++] = all[type];
            }
        }
        return new PayloadTypes(types, rates);
    }

    /** These and those; of a type in both the clock rate is that of these. */
    public PayloadTypes and(PayloadTypes those) {
        int[] all = new int[128];
        those.fill(all);
        fill(all);
        return of(all);
    }

    public boolean contains(int type) {
        return Arrays.binarySearch(types, (byte) type) >= 0;
    }

    /** The clock rate of {@code type}, also of one that was not named. */
    public int clockRate(int type) {
        int at = Arrays.binarySearch(types, (byte) type);
        return at < 0 ? assignedClockRate(type) : clockRates[at];
    }

    /** The clock rate of a payload type without a mapping (RFC 3551 6). */
    public static int assignedClockRate(int type) {
        return switch (type) {
            case 6 -> 16_000;
            case 10, 11 -> 44_100;
            case 16 -> 11_025;
            case 17 -> 22_050;
            case 14, 25, 26, 28, 31, 32, 33, 34 -> VIDEO_HZ;
            default -> SPEECH_HZ;
        };
    }

    private void fill(int[] all) {
        for (int i = 0; i < types.length; i++) {
            all[types[i]] = clockRates[i];
        }
    }
}
