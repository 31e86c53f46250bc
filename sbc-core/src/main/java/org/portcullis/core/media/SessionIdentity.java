package org.portcullis.core.media;

/**
 * How one side knows a session: the {@code o=} line of what it was last told (RFC 8866 5.2).
 *
 * @param sessionId 1 or more
 * @param version of the last description, 1 or more
 */
public record SessionIdentity(long sessionId, long version) {}
