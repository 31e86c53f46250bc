package org.portcullis.routing.register;

import java.util.List;
import org.portcullis.core.agent.RegisterClient;
import org.portcullis.core.transport.Realm;
import org.portcullis.routing.resolve.NextHop;
import org.portcullis.routing.resolve.Way;

/** What a line does in the world. Called and calling back on the loop of the lines. */
public interface LinePort {

    /** Hears of the addresses of a registrar; of none where its name leads nowhere. */
    @FunctionalInterface
    interface Found {
        void found(List<Way> ways, long nowNanos);
    }

    /** Finds the addresses of a registrar, in the order in which they are to be tried. */
    void ways(NextHop registrar, Realm realm, Found then);

    /**
     * Sends a REGISTER.
     *
     * @return takes it back: nothing more is heard of it
     */
    Runnable send(RegisterClient.Register register, RegisterClient.Listener listener);
}
