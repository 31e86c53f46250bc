package org.portcullis.routing.dispatch;

import io.netty.util.AsciiString;

/** Takes the parts of a key, one by one. */
interface KeySink {

    /** More of the present string. */
    void add(AsciiString text);

    /** The present string ends; the next begins. */
    void endString();
}
