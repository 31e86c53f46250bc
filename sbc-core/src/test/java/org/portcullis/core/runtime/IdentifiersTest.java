package org.portcullis.core.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdentifiersTest {

    @Test
    void shouldNameTheLoopThatMadeThem() {
        for (int loop = 0; loop < Identifiers.MAX_LOOPS; loop++) {
            Identifiers ids = new Identifiers(new Random(7), loop);
            assertEquals(loop, Identifiers.ownerOfBranch(ids.branch(), Identifiers.MAX_LOOPS));
            assertEquals(loop, Identifiers.owner(ids.tag(), Identifiers.MAX_LOOPS));
            assertEquals(loop, Identifiers.owner(ids.callId(), Identifiers.MAX_LOOPS));
        }
    }

    @Test
    void shouldNotTakeAForeignTokenForOneOfALoopThatDoesNotExist() {
        assertEquals(-1, Identifiers.owner(AsciiString.of("c0ffee"), 2));
        assertEquals(-1, Identifiers.owner(AsciiString.of("9"), 32));
        assertEquals(-1, Identifiers.owner(AsciiString.EMPTY_STRING, 2));
        assertEquals(-1, Identifiers.ownerOfBranch(AsciiString.of("z9hG4bK"), 2));
    }

    @Test
    void shouldNeverRepeat() {
        Identifiers ids = new Identifiers(new Random(11), 0);
        Set<AsciiString> seen = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            assertTrue(seen.add(ids.tag()));
        }
    }

    @Test
    void shouldBeginABranchWithTheMagicCookie() {
        assertTrue(new Identifiers(new Random(1), 3).branch().startsWith("z9hG4bKd"));
    }

    @Test
    void shouldTellTheMarkOfABranchFromOthers() {
        Identifiers ids = new Identifiers(new Random(5), 3);
        for (int mark = -1000; mark < 1000; mark++) {
            AsciiString branch = ids.branch(mark);
            assertEquals(3, Identifiers.ownerOfBranch(branch, 4));
            assertTrue(Identifiers.carries(branch, mark));
            assertFalse(Identifiers.carries(branch, mark + 1));
            assertFalse(Identifiers.carries(ids.branch(), mark));
        }
        assertFalse(Identifiers.carries(AsciiString.of("z9hG4bK1"), 0));
    }
}
