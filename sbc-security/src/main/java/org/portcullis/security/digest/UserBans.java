package org.portcullis.security.digest;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.portcullis.security.ban.BanReason;
import org.portcullis.security.ban.BanTable;

/** Bans of a user from an address, which leave the user free everywhere else. Any thread. */
public interface UserBans {

    /** Whether {@code user} is banned from the address of {@code source}. */
    boolean banned(String user, InetSocketAddress source, long nowNanos);

    /** Bans {@code user} from the address of {@code source}. */
    void ban(String user, InetSocketAddress source, Duration length, long nowNanos);

    /** Those of a table, where operators see and lift them. */
    static UserBans in(BanTable table) {
        return new UserBans() {
            @Override
            public boolean banned(String user, InetSocketAddress source, long nowNanos) {
                return table.banned(user, source, nowNanos);
            }

            @Override
            public void ban(String user, InetSocketAddress source, Duration length, long nowNanos) {
                table.banUser(user, source, BanReason.AUTHENTICATION, length, nowNanos);
            }
        };
    }
}
