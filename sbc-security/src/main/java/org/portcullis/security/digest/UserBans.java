package org.portcullis.security.digest;

import java.net.InetSocketAddress;
import java.time.Duration;

/** Bans of a user from an address, which leave the user free everywhere else. Any thread. */
public interface UserBans {

    /** Whether {@code user} is banned from the address of {@code source}. */
    boolean banned(String user, InetSocketAddress source, long nowNanos);

    /** Bans {@code user} from the address of {@code source}. */
    void ban(String user, InetSocketAddress source, Duration length, long nowNanos);
}
