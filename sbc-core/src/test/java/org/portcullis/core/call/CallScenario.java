package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.PeerProfile;

/** A caller, two callees and the box between them; each test ends with nothing held. */
abstract class CallScenario {
    final Border border = new Border();
    final Peer caller = border.caller;
    final Peer callee = border.callees.get(0);
    final Peer second = border.callees.get(1);

    /**
     * Whatever a test did: no bug was caught, and nothing is held once everything has timed out.
     */
    @AfterEach
    void shouldHoldNothingInTheEnd() {
        border.manager.releaseAll(border.time.nowNanos());
        border.time.pass(400_000);
        assertEquals(border.expectedBugs, border.time.bugs());
        assertEquals(0, border.manager.live());
        assertEquals(0, border.layer.size());
        assertEquals(0, border.time.loop().timers().size());
        assertEquals(0, border.ticketsOut);
        assertEquals(0, border.numbersOut);
        assertEquals(0, border.leavingOut(), border.leaving.toString());
        assertEquals(0, border.media.open);
        boolean[] empty = new boolean[1];
        border.manager.whenEmpty(() -> empty[0] = true);
        assertTrue(empty[0], "a leg is still remembered");
    }

    /** Treats the caller otherwise than by default. */
    void callerIs(PeerProfile profile) {
        border.profiles.put(new Origin.Trunk("carrier"), profile);
    }

    /** Treats the second callee otherwise than the first. */
    void secondIs(PeerProfile profile) {
        Origin peer = new Origin.Dispatcher("second");
        border.peers.put(second, peer);
        border.profiles.put(peer, profile);
    }

    /** Treats the callees otherwise than by default. */
    void calleesAre(PeerProfile profile) {
        border.profiles.put(new Origin.Dispatcher("pbx"), profile);
    }
}
