package org.portcullis.appliance.demo;

import java.io.IOException;
import java.util.Optional;

/** One call of the demonstration: what both of its ends saw. Each end fills in its own part. */
final class DemoCall implements AutoCloseable {
    private final String number;
    private final Ladder ladder = new Ladder();
    private final RtpPeer callerMedia;
    private final RtpPeer pbxMedia;
    private volatile String pbx = "-";
    private volatile long setupMicros;
    private volatile Optional<String> failure = Optional.of("never finished");

    DemoCall(int index) throws IOException {
        this.number = "4930100" + index;
        this.callerMedia = new RtpPeer(2 * index);
        this.pbxMedia = new RtpPeer(2 * index + 1);
    }

    String number() {
        return number;
    }

    Ladder ladder() {
        return ladder;
    }

    RtpPeer callerMedia() {
        return callerMedia;
    }

    RtpPeer pbxMedia() {
        return pbxMedia;
    }

    /** The PBX that took the call. */
    String pbx() {
        return pbx;
    }

    void takenBy(String name) {
        pbx = name;
    }

    /** From the INVITE to its 200. */
    long setupMicros() {
        return setupMicros;
    }

    void answeredAfter(long micros) {
        setupMicros = micros;
    }

    /** Why the call was no success, empty if it was one. */
    Optional<String> failure() {
        return failure;
    }

    void finished(Optional<String> why) {
        failure = why;
    }

    @Override
    public void close() {
        callerMedia.close();
        pbxMedia.close();
    }
}
