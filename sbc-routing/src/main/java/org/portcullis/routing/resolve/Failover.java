package org.portcullis.routing.resolve;

/**
 * Which failures are those of a destination, so that another may do better (RFC 3263 4.3, RFC 3261
 * 21.5).
 */
public final class Failover {

    private Failover() {}

    /**
     * Whether a request that ended with {@code status} is worth sending elsewhere: 408, and every
     * 5xx that does not speak of the request itself. An unknown 5xx counts as 500 (RFC 3261
     * 8.1.3.2).
     */
    public static boolean goesOn(int status) {
        return switch (status) {
            case 408 -> true;
            // Not Implemented, Version Not Supported, Message Too Large, Precondition Failure.
            case 501, 505, 513, 580 -> false;
            default -> status >= 500 && status <= 599;
        };
    }
}
