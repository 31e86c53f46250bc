package org.portcullis.routing.route;

import org.portcullis.core.border.Origin;

/** Whose requests a route is for. */
public sealed interface Sender {

    /** Those of one trunk, dispatcher set or user. */
    record Peer(Origin origin) implements Sender {}

    /** Those of every user that has proven who it is and is no trunk. */
    record Users() implements Sender {}

    /** Those of nobody known. */
    record Strangers() implements Sender {}

    /** Whether a request of {@code origin} is meant. */
    default boolean is(Origin origin) {
        return switch (this) {
            case Peer(Origin peer) -> peer.equals(origin);
            case Users users -> origin instanceof Origin.User;
            case Strangers strangers -> origin instanceof Origin.Unknown;
        };
    }

    /** Whether everybody that {@code other} means is meant by this one too. */
    default boolean covers(Sender other) {
        return equals(other)
                || (this instanceof Users
                        && other instanceof Peer(Origin origin)
                        && origin instanceof Origin.User);
    }
}
