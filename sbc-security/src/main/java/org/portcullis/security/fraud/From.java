package org.portcullis.security.fraud;

import org.portcullis.core.border.Origin;

/** Whose calls something is for. */
public sealed interface From {

    boolean is(Origin peer, String user);

    /** Everybody's. */
    record Anybody() implements From {
        @Override
        public boolean is(Origin peer, String user) {
            return true;
        }
    }

    /** Those of a trunk or dispatcher. */
    record Peer(Origin peer) implements From {
        @Override
        public boolean is(Origin by, String user) {
            return by.equals(peer);
        }
    }

    /** Those of a user, whatever peer names it. */
    record User(String user) implements From {
        @Override
        public boolean is(Origin by, String name) {
            return name.equals(user);
        }
    }
}
