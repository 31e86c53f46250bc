package org.portcullis.security.acl;

import java.net.InetAddress;
import java.util.List;

/** Asks for the addresses of a name. Blocks. */
public interface NameResolver {

    Answer resolve(String domain);

    /** What came of it. */
    sealed interface Answer {
        /**
         * @param addresses at least one, in a fixed order
         * @param ttlSeconds how long they hold, the shortest of them
         */
        record Addresses(List<InetAddress> addresses, long ttlSeconds) implements Answer {
            public Addresses {
                addresses = List.copyOf(addresses);
            }
        }

        /** No address, whatever the reason. */
        record Failed(String why) implements Answer {}
    }
}
