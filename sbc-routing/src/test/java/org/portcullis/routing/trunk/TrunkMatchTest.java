package org.portcullis.routing.trunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Trust;
import org.portcullis.routing.Peers;

class TrunkMatchTest {

    private static final Flow SOURCE =
            new TestFlow("outside", Trust.UNTRUSTED, "udp:192.0.2.1:5060", "198.51.100.1:5060");

    @ParameterizedTest
    @CsvSource({
        // in the group, port asked for, host asked for, From, matches
        "true, 0, , sip:200@198.51.100.1, true",
        "false, 0, , sip:200@198.51.100.1, false",
        "true, 5060, , sip:200@198.51.100.1, true",
        "true, 5061, , sip:200@198.51.100.1, false",
        "false, 5060, , sip:200@198.51.100.1, false",
        "true, 0, a.example, sip:200@A.Example:5080, true",
        "true, 0, a.example, sips:a.example, true",
        "true, 0, a.example, sip:a.example@b.example, false",
        "true, 0, a.example, tel:+49123, false",
        "false, 0, a.example, sip:200@a.example, false",
        "true, 5060, a.example, sip:200@a.example, true",
        "true, 5061, a.example, sip:200@a.example, false",
    })
    void shouldAskForAllOfIt(
            boolean inGroup, int port, String fromHost, String from, boolean matches) {
        TrunkMatch match =
                new TrunkMatch(
                        source -> inGroup && source.equals(SOURCE.remote()),
                        port == 0 ? OptionalInt.empty() : OptionalInt.of(port),
                        Optional.ofNullable(fromHost),
                        Optional.empty());
        SipRequest request = Peers.invite(from);
        assertEquals(matches, match.matches(request, SOURCE));
    }

    @ParameterizedTest
    @CsvSource({
        "carrier.example, carrier.example, true",
        "Carrier.Example, other.example carrier.example, true",
        "carrier.example, '', false",
        "carrier.example, a.carrier.example, false",
        "carrier.example, *.example, false",
    })
    void shouldGoByTheNamesThatAPeerHasProven(String asked, String proven, boolean matches) {
        TrunkMatch match =
                new TrunkMatch(
                        source -> true, OptionalInt.empty(), Optional.empty(), Optional.of(asked));
        TestFlow flow =
                new TestFlow("outside", Trust.UNTRUSTED, "udp:192.0.2.1:5061", "198.51.100.1:1")
                        .proving(proven.isEmpty() ? List.of() : List.of(proven.split(" ")));
        assertEquals(matches, match.matches(Peers.invite("sip:a@b.example"), flow));
        assertEquals(1, match.conditions());
    }

    @Test
    void shouldNameWhatIsWrong() {
        assertProblem("port: 70000 (expected: 1-65535)", OptionalInt.of(70_000), "a", "");
        assertProblem("from-host: empty (expected: a host)", OptionalInt.empty(), "", "");
        assertProblem(
                "tls-name: a_b (expected: a domain name such as carrier.example)",
                OptionalInt.empty(),
                "a",
                "a_b");
    }

    private static void assertProblem(
            String problem, OptionalInt port, String fromHost, String tlsName) {
        Optional<String> tls = tlsName.isEmpty() ? Optional.empty() : Optional.of(tlsName);
        Exception e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new TrunkMatch(s -> true, port, Optional.of(fromHost), tls));
        assertEquals(problem, e.getMessage());
    }
}
