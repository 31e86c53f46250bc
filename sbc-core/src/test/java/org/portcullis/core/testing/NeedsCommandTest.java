package org.portcullis.core.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NeedsCommandTest {
    @Test
    void shouldFindCommandsOfThePath() {
        assertTrue(NeedsCommandCondition.onPath("sh"));
        assertFalse(NeedsCommandCondition.onPath("no-such-command"));
    }
}
