package org.portcullis.core.codec;

import java.util.EnumSet;

/** The checks of a policy as bits: asked several times for every message. */
final class ActiveChecks {
    private final EnumSet<SanityCheck> active;

    ActiveChecks(SanityPolicy policy) {
        active = EnumSet.copyOf(policy.checks());
    }

    boolean on(SanityCheck check) {
        return active.contains(check);
    }
}
