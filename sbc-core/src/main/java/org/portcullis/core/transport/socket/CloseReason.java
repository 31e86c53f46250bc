package org.portcullis.core.transport.socket;

import java.util.Locale;

/** Why a connection ended. */
enum CloseReason {
    /** By the peer, or by us at the end. */
    ENDED("closed"),
    CONNECT_FAILED("could not connect"),
    BROKEN("broken"),
    REFUSED("source refused"),
    HANDSHAKE_FAILED("handshake failed"),
    UPGRADE_REFUSED("no WebSocket for SIP asked for"),
    ORIGIN_REFUSED("origin refused"),
    WEB_SOCKET_ERROR("not WebSocket"),
    HANDSHAKE_TIMEOUT("no handshake in time"),
    GARBAGE("not SIP"),
    SLOW_MESSAGE("no whole message in time"),
    IDLE("idle"),
    SLOW_READER("the peer does not read");

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
