package org.portcullis.core.transport.socket;

import java.io.IOException;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;

/** A listen point in service: what arrives there, and what leaves from there. */
sealed interface Listener permits UdpListener, StreamListener {

    Realm realm();

    /** As bound, once it is. */
    ListenPoint listenPoint();

    /**
     * Takes the address without reading from it. Blocks; not for a loop's thread.
     *
     * @throws IOException naming the address and why it cannot be had
     */
    void bind() throws IOException;

    /** Starts reading. */
    void open();

    /** The way for requests to {@code target}, called on {@code loop}. */
    Flow flowTo(SipLoop loop, Target target);
}
