package org.portcullis.security.fraud;

import java.util.ArrayList;
import java.util.List;
import org.portcullis.security.fraud.SourceState.Talk;

/** A call that is counted, with the states it is counted in. Guarded by the engine. */
final class Watch {
    private final List<SourceState> states;
    private final List<Talk> talks = new ArrayList<>(1);
    private boolean over;

    Watch(List<SourceState> states) {
        this.states = List.copyOf(states);
    }

    void answered(long nowNanos) {
        if (!over && talks.isEmpty()) {
            for (SourceState state : states) {
                state.advance(nowNanos);
                talks.add(state.answered(nowNanos));
            }
        }
    }

    void ended(long nowNanos) {
        if (over) {
            return;
        }
        over = true;
        for (int i = 0; i < states.size(); i++) {
            SourceState state = states.get(i);
            state.advance(nowNanos);
            if (i < talks.size()) {
                state.hungUp(talks.get(i), nowNanos);
            }
            state.ended();
        }
    }

    List<SourceState> states() {
        return states;
    }
}
