package org.portcullis.core.sdp;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which way media flows, as the sender of a description sees it (RFC 8866 6.7). */
public enum Direction {
    SENDRECV,
    SENDONLY,
    RECVONLY,
    INACTIVE;

    private static final List<Direction> ALL = List.of(values());

    private final SdpLine line;

    Direction() {
        this.line = SdpLine.attribute(name().toLowerCase(Locale.ROOT));
    }

    /** Its line. */
    public SdpLine line() {
        return line;
    }

    /** The same without receiving: what an address of nowhere means (RFC 3264 8.4). */
    public Direction withoutReceiving() {
        return switch (this) {
            case SENDRECV, SENDONLY -> SENDONLY;
            case RECVONLY, INACTIVE -> INACTIVE;
        };
    }

    /** The direction that {@code line} states, if it is such a line. */
    public static Optional<Direction> of(SdpLine line) {
        if (!line.isAttribute()) {
            return Optional.empty();
        }
        AsciiString value = line.value();
        for (Direction direction : ALL) {
            if (direction.line.value().equals(value)) {
                return Optional.of(direction);
            }
        }
        return Optional.empty();
    }

    /** The direction that {@code lines} state. */
    static Optional<Direction> in(List<SdpLine> lines) {
        for (SdpLine line : lines) {
            Optional<Direction> direction = of(line);
            if (direction.isPresent()) {
                return direction;
            }
        }
        return Optional.empty();
    }
}
