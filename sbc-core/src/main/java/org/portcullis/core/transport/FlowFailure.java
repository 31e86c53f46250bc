package org.portcullis.core.transport;

/** Told once that a flow could not carry a message, or has broken. */
@FunctionalInterface
public interface FlowFailure {

    /**
     * @param why for people, such as {@code tcp:192.0.2.1:5060: Connection refused}
     */
    void failed(String why);
}
