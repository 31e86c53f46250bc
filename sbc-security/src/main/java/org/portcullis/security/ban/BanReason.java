package org.portcullis.security.ban;

import java.util.Locale;
import java.util.Optional;

/** What a ban is for. */
public enum BanReason {
    /** More requests than the flood density. */
    FLOOD,
    /** A request that only scanners send. */
    SCANNER,
    /** Messages that failed the sanity checks, too many of them. */
    MALFORMED,
    /** Failed authentications, too many of them. */
    AUTHENTICATION,
    /** An operator's decision. */
    OPERATOR;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As in metrics, logs and the file of bans. */
    public String label() {
        return label;
    }

    static Optional<BanReason> of(String label) {
        for (BanReason reason : values()) {
            if (reason.label.equals(label)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }
}
