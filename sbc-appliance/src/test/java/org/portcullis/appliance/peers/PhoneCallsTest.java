package org.portcullis.appliance.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.appliance.peers.Phone.Desk;
import org.portcullis.appliance.testing.Pki;
import org.portcullis.core.testing.NeedsCommand;

/** baresip calls baresip through the running box. */
@NeedsCommand({"baresip", "openssl", "sipp"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PhoneCallsTest {
    @TempDir private static Path directory;

    private final Desk ann = desk("ann", "127.0.0.1", "udp", 440);
    private final Desk bob = desk("bob", "127.0.0.1", "tcp", 700);
    private final Desk carol = desk("carol", "127.0.0.1", "udp", 1_000);
    private final Desk dora = desk("dora", "127.0.0.1", "tls", 1_300);
    private final Desk erik = desk("erik", "[::1]", "udp", 1_600);
    private final Desk frida = new Desk("frida", twoPorts(), "udp", erik.box(), new Tone(1_900));
    private final String lab = "127.0.0.1:" + Sipp.freePort();
    private final int machine = Sipp.freePort();
    private Box box;

    @BeforeAll
    void start() {
        Pki pki = new Pki(directory, "ca");
        pki.issue("box", "DNS:box.example,IP:127.0.0.1");
        pki.issue("dora", "DNS:dora.example,IP:127.0.0.1");
        box = Box.start(directory, configuration(), List.of());
    }

    @AfterEach
    void shouldHaveNothingLeft() {
        box.awaitMetric("portcullis_calls", 0);
        assertEquals(0, box.metric("portcullis_internal_errors_total"), box.output());
    }

    @AfterAll
    void stop() {
        try (Box ending = box) {
            ending.awaitMetric("portcullis_sip_transactions", 0);
        }
    }

    @Test
    void shouldCarryVoiceBothWaysBetweenUdpAndTcp() {
        try (Phone caller = phone(ann);
                Phone callee = phone(bob)) {
            caller.call("bob");
            callee.awaitCall();
            assertTalk(caller, callee);
            callee.hangUp();
            caller.awaitHangup();
        }
    }

    @Test
    void shouldCarryVoiceBothWaysBetweenIpv6AndTls() {
        try (Phone caller = phone(erik);
                Phone callee = phone(dora)) {
            caller.call("dora");
            callee.awaitCall();
            assertTalk(caller, callee);
            caller.hangUp();
            callee.awaitHangup();
        }
    }

    @Test
    void shouldHoldAndResumeAndCarryKeys() {
        try (Phone caller = phone(ann);
                Phone callee = phone(bob)) {
            caller.call("bob");
            callee.awaitCall();
            assertTalk(caller, callee);
            callee.hold();
            assertChanged(caller, callee);
            caller.awaitTrace("a=sendonly");
            callee.awaitTrace("a=recvonly");
            callee.resume();
            assertChanged(caller, callee);
            assertKeys(caller, callee);
            caller.hold();
            assertChanged(caller, callee);
            callee.awaitTrace("a=sendonly");
            caller.resume();
            assertChanged(caller, callee);
            assertKeys(caller, callee);
            caller.hangUp();
            callee.awaitHangup();
        }
    }

    @Test
    void shouldTransferBlindly() {
        try (Phone caller = phone(ann);
                Phone transferor = phone(bob);
                Phone target = phone(carol)) {
            caller.call("bob");
            transferor.awaitCall();
            assertTalk(caller, transferor);
            transferor.transfer("carol");
            transferor.awaitHangup();
            target.awaitCall();
            assertTalk(caller, target);
            assertSeesNoTransfer(caller);
            caller.hangUp();
            target.awaitHangup();
        }
    }

    @Test
    void shouldTransferAfterConsultation() {
        try (Phone caller = phone(ann);
                Phone transferor = phone(bob);
                Phone target = phone(carol)) {
            caller.call("bob");
            transferor.awaitCall();
            assertTalk(caller, transferor);
            String consultation = transferor.call("carol");
            target.awaitCall();
            target.awaitHears(transferor.tone());
            transferor.line(1);
            transferor.transfer("carol", consultation);
            assertTalk(caller, target);
            assertSeesNoTransfer(caller);
            target.hangUp();
            caller.awaitHangup();
        }
    }

    @Test
    void shouldPassATransferOn() {
        try (Phone caller = phone(dora);
                Phone one = phone(erik);
                Phone other = phone(frida)) {
            caller.call("erik");
            one.awaitCall();
            assertTalk(caller, one);
            one.transfer("frida");
            other.awaitCall();
            assertTalk(caller, other);
            caller.awaitTrace("\nREFER sip:");
            other.hangUp();
            caller.awaitHangup();
        }
    }

    @Test
    void shouldCarryKeysInInfo() {
        try (Phone callee = phone(bob)) {
            Sipp.Result result = new Sipp(directory, "caller-info", machine).call(lab, 1, 1, 200);
            assertEquals(1, result.successful(), callee.output());
            assertEquals("7", callee.awaitKey());
        }
    }

    private static void assertChanged(Phone one, Phone other) {
        one.awaitDescription();
        other.awaitDescription();
    }

    /** A phone plays nothing to its recording after a hold; keys tell that RTP flows again. */
    private static void assertKeys(Phone one, Phone other) {
        one.press('5');
        assertEquals("5", other.awaitKey());
        other.press('#');
        assertEquals("#", one.awaitKey());
    }

    private static void assertTalk(Phone one, Phone other) {
        one.awaitHears(other.tone());
        other.awaitHears(one.tone());
    }

    /** Its only call is the one that it made: the box changed that, and told nothing else. */
    private static void assertSeesNoTransfer(Phone phone) {
        for (String method : List.of("REFER", "NOTIFY", "BYE")) {
            assertFalse(phone.output().contains("\n" + method + " sip:"), method);
        }
        assertEquals(
                1,
                Pattern.compile("\nCall-ID: ([^\r]+)")
                        .matcher(phone.output())
                        .results()
                        .map(match -> match.group(1))
                        .distinct()
                        .count(),
                phone.output());
    }

    private Phone phone(Desk desk) {
        return Phone.start(directory, desk);
    }

    /** A phone for which the box listens on a port of its own: that is how it is known. */
    private static Desk desk(String user, String host, String transport, int hertz) {
        return new Desk(user, twoPorts(), transport, host + ":" + Sipp.freePort(), new Tone(hertz));
    }

    private static int twoPorts() {
        int port = Sipp.freePort();
        int next = Sipp.freePort();
        while (next != port + 1) {
            port = next;
            next = Sipp.freePort();
        }
        return port;
    }

    private String configuration() {
        return """
        realms:
          ann: { listen: [udp:%1$s], media: { ports: 30000-30999 } }
          bob: { listen: [tcp:%2$s], media: { ports: 31000-31999 } }
          carol: { listen: [udp:%3$s], media: { ports: 32000-32999 } }
          dora:
            listen: [tls:%4$s]
            media: { ports: 33000-33999 }
            tls:
              certificates: [{ chain: box.pem, key: box.key }]
              client-certificates: required
              ca: ca.pem
          office: { listen: ["udp:%5$s"], media: { ports: 30000-30999 } }
          lab: { listen: [udp:%12$s], media: { ports: 34000-34999 } }
        address-groups: { all: [127.0.0.1/32, "::1/128"] }
        trunks:
          ann: { realm: ann, match: { group: all }, send-to: "%6$s" }
          bob: { realm: bob, match: { group: all }, send-to: "%7$s", refer: local }
          carol: { realm: carol, match: { group: all }, send-to: "%8$s" }
          dora: { realm: dora, match: { tls-name: dora.example }, send-to: "%9$s" }
          lab: { realm: lab, match: { group: all }, send-to: "sip:127.0.0.1:%13$d" }
        dispatcher:
          office:
            realm: office
            refer: pass
            probe: { enabled: false }
            destinations: [{ uri: "%10$s" }, { uri: "%11$s" }]
        routes:
          - { name: inbound, from: { trunk: ann }, to: { trunk: bob } }
          - { name: test, from: { trunk: lab }, to: { trunk: bob } }
          - { name: onward, from: { trunk: bob }, to: { trunk: carol } }
          - { name: office, from: { trunk: dora }, to: { dispatcher: office } }
          - { name: outbound, from: { dispatcher: office }, to: { trunk: dora } }
        flood: { exempt: [all] }
        timers: { t1: 100ms, t2: 400ms, t4: 500ms }
        """
                .formatted(
                        ann.box(),
                        bob.box(),
                        carol.box(),
                        dora.box(),
                        erik.box(),
                        ann.uri(),
                        bob.uri(),
                        carol.uri(),
                        dora.uri(),
                        erik.uri(),
                        frida.uri(),
                        lab,
                        machine);
    }
}
