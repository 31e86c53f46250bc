package org.portcullis.core.codec;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which checks a realm makes of its messages.
 *
 * @param checks those that are on; {@link SanityCheck#SYNTAX} always is
 * @param dropSilently whether a message that fails is dropped without the answer that it would get,
 *     so that a scanner learns nothing
 */
public record SanityPolicy(Set<SanityCheck> checks, boolean dropSilently) {
    public static final SanityPolicy DEFAULT =
            new SanityPolicy(
                    Arrays.stream(SanityCheck.values())
                            .filter(SanityCheck::byDefault)
                            .collect(Collectors.toSet()),
                    false);

    public SanityPolicy {
        EnumSet<SanityCheck> all = EnumSet.of(SanityCheck.SYNTAX);
        all.addAll(checks);
        checks = Set.copyOf(all);
    }

    public boolean asks(SanityCheck check) {
        return checks.contains(check);
    }

    /** Whether the parser is to make a message of what fails this check. */
    boolean tolerates(SanityCheck check) {
        return check.tolerable() && !asks(check);
    }

    /** The same with one check on or off. */
    public SanityPolicy with(SanityCheck check, boolean on) {
        EnumSet<SanityCheck> all = EnumSet.copyOf(checks);
        if (on) {
            all.add(check);
        } else {
            all.remove(check);
        }
        return new SanityPolicy(all, dropSilently);
    }

    /** The same, answering nothing or everything. */
    public SanityPolicy droppingSilently(boolean silently) {
        return new SanityPolicy(checks, silently);
    }
}
