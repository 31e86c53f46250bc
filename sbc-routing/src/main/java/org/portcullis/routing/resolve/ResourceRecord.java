package org.portcullis.routing.resolve;

import java.net.InetAddress;

/** The data of a record of one of the types that are asked for. */
sealed interface ResourceRecord {

    /** A or AAAA. */
    record Address(InetAddress address) implements ResourceRecord {}

    /**
     * SRV (RFC 2782).
     *
     * @param priority 0-65535, the lowest is tried first
     * @param weight 0-65535, its share among those of the same priority
     * @param target a name, or empty where the service is decidedly not available
     */
    record Service(int priority, int weight, int port, String target) implements ResourceRecord {}

    /**
     * NAPTR (RFC 3403 4.1) without its expression, which SIP has no use for.
     *
     * @param services such as {@code SIP+D2U}, in upper case
     * @param replacement a name
     */
    record Pointer(int order, int preference, String flags, String services, String replacement)
            implements ResourceRecord {}
}
