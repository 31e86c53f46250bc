package org.portcullis.core.sdp;

/** What bytes turn out to be when they are read as a session description. */
public sealed interface SdpResult {

    record Parsed(SessionDescription description) implements SdpResult {}

    /**
     * Not a session description.
     *
     * @param line the line at fault, from 1
     * @param why what is wrong with it and what was expected; printable US-ASCII without quotes
     */
    record Malformed(int line, String why) implements SdpResult {
        /** Place and fault for people: {@code line 4: c= IP6 (expected: IN)}. */
        public String message() {
            return "line " + line + ": " + why;
        }
    }
}
