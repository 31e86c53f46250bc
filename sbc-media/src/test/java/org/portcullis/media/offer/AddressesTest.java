package org.portcullis.media.offer;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.5",
                "x-local:10.0.0.5",
                "alt:1 1 : 8bE2 10.0.0.5 4000",
                "1.2.3.4.5",
                "host10.0.0.5.example",
                "face:10.0.0.5:5060",
                "x:[2001:db8::1]:5004",
                "x:2001:db8:0:0:0:0:0:1",
                "::1",
                "fe80::",
            })
    void shouldFindAddresses(String text) {
        assertTrue(Addresses.occurIn(AsciiString.of(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rtpmap:0 PCMU/8000",
                "fmtp:96 profile-level-id=42e01f;packetization-mode=1",
                "fmtp:101 0-15",
                "extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
                "extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
                "x-version:1.2.3",
                "1..2.3.4",
                "1.2.3.x4",
                "x:12:30:45",
                "a:b:c:d:e:f:0",
            })
    void shouldLeaveOtherNumbersAlone(String text) {
        assertFalse(Addresses.occurIn(AsciiString.of(text)));
    }
}
