package org.portcullis.appliance.admin;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.portcullis.core.call.CallView;

/** Where the admin server learns of the calls. */
public interface LiveCalls {

    /**
     * The newest calls, newest first. Any thread may ask; the stage may complete on any thread.
     *
     * @param most how many at most
     */
    CompletionStage<Newest> newest(int most);

    /**
     * Ends a call with BYE on both legs; one that rings is cancelled and refused. Any thread may
     * ask; the stage may complete on any thread.
     *
     * @return whether there is one of that id
     */
    CompletionStage<Boolean> hangUp(String id);

    /**
     * Some of the calls.
     *
     * @param total how many there are in all
     */
    record Newest(int total, List<CallView> calls) {
        public Newest {
            calls = List.copyOf(calls);
        }
    }
}
