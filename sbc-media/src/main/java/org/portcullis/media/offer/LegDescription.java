package org.portcullis.media.offer;

import io.netty.util.AsciiString;
import java.net.InetAddress;
import java.util.random.RandomGenerator;
import org.portcullis.core.sdp.SdpOrigin;

/**
 * The session as one leg knows it: its id, and a version that counts up when what the leg is told
 * has changed (RFC 3264 8). Owned by one loop.
 */
public final class LegDescription {
    private final long sessionId;
    private long version;
    private AsciiString told = AsciiString.EMPTY_STRING;

    public LegDescription(RandomGenerator random) {
        // Some peers read the id into 32 bits.
        this(random.nextInt(1, Integer.MAX_VALUE), 1);
    }

    /** A session that the leg knows already, told of for the first time with that version. */
    public LegDescription(long sessionId, long version) {
        this.sessionId = sessionId;
        this.version = version;
    }

    public long sessionId() {
        return sessionId;
    }

    /** The version that the leg was last told. */
    public long version() {
        return version;
    }

    /** The body that tells the leg of {@code description}. */
    public AsciiString tell(Rewriting description, InetAddress ours) {
        AsciiString body = encode(description, ours);
        if (!told.isEmpty() && !told.equals(body)) {
            version++;
            body = encode(description, ours);
        }
        told = body;
        return body;
    }

    private AsciiString encode(Rewriting description, InetAddress ours) {
        return description.toDescription(SdpOrigin.of(sessionId, version, ours), ours).encode();
    }
}
