package org.portcullis.core.topology;

import java.util.List;
import java.util.Set;

/**
 * What a peer is believed about who calls, and what it is told.
 *
 * @param trusted whether it is in the trust domain (RFC 3325 2.3, RFC 3324): it honours Privacy
 *     itself, so it may know what others may not
 * @param accepted where its word for a party is taken from, the first that is there; its word for
 *     diversions is taken from those it may write them in
 * @param sent in which headers it is told
 * @param withhold when callers are kept from it
 */
public record IdentityPolicy(
        boolean trusted, List<Source> accepted, Set<Source> sent, Withhold withhold) {
    /** For a peer of which nothing is known: it is neither believed nor told. */
    public static final IdentityPolicy STRANGER =
            new IdentityPolicy(false, List.of(), Set.of(), Withhold.ON_REQUEST);

    /** For a peer in the trust domain with nothing else configured. */
    public static final IdentityPolicy TRUSTED =
            new IdentityPolicy(
                    true,
                    List.of(Source.P_ASSERTED_IDENTITY),
                    Set.of(Source.P_ASSERTED_IDENTITY),
                    Withhold.ON_REQUEST);

    public IdentityPolicy {
        accepted = List.copyOf(accepted);
        sent = Set.copyOf(sent);
        if (sent.contains(Source.FROM)) {
            throw new IllegalArgumentException(
                    "send: from (expected: a header, as From is always there)");
        }
    }

    /** Headers that name a party, or those who passed a call on. */
    public enum Source {
        /** RFC 3325 9.1. */
        P_ASSERTED_IDENTITY,
        /** RFC 3325 9.2: what a caller asks to have asserted. */
        P_PREFERRED_IDENTITY,
        /** The draft that became RFC 3325. */
        REMOTE_PARTY_ID,
        /** RFC 3261; accepted only. */
        FROM,
        /** RFC 5806. */
        DIVERSION,
        /** RFC 7044. */
        HISTORY_INFO
    }

    /** When the identity of a party is kept from a peer. */
    public enum Withhold {
        /** When the party asks for it and the peer is not in the trust domain. */
        ON_REQUEST,
        ALWAYS,
        NEVER
    }
}
