package org.portcullis.appliance.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.core.testing.NeedsCommand;

/** Phones that share one address, as behind the NAT of an office. */
@NeedsCommand("sipp")
@SuppressWarnings("try") // the PBX only has to run
class OfficeTest {
    /** More than the density of the flood limit lets an unknown address send at once. */
    private static final int PHONES = 60;

    @TempDir private Path directory;

    private final int outside = Sipp.freePort();
    private final int phones = Sipp.freePort();
    private final int pbx = Sipp.freePort();

    @Test
    void shouldLetAnOfficeReboot() {
        try (Program registrar = new Sipp(directory, "registrar", pbx).start();
                Box box = Box.start(directory, configuration(), List.of())) {
            assertEquals(PHONES, register().successful(), "some of them at the second attempt");
            double dropped = box.metric("portcullis_gate_dropped_total");
            assertTrue(dropped > 0, "the office was not known yet");
            box.awaitMetric("portcullis_registrations", PHONES);
            assertEquals(PHONES, register().successful());
            assertEquals(
                    dropped,
                    box.metric("portcullis_gate_dropped_total"),
                    "it may send as much as that many phones do");
            assertEquals(0, box.metric("portcullis_bans"));
            assertEquals(0, box.metric("portcullis_internal_errors_total"), box.output());
        }
    }

    private Sipp.Result register() {
        return new Sipp(directory, "phone-registers", "127.72.0.1", phones, List.of())
                .call("127.0.0.1:" + outside, PHONES, 600, 0);
    }

    private String configuration() {
        return """
        realms:
          outside:
            listen: [udp:127.0.0.1:%1$d]
            media: { ports: 30000-30999 }
            trust: untrusted
          inside: { listen: [udp:127.0.0.1:%2$d], media: { ports: 32000-32999 }, trust: trusted }
        address-groups: { office: [127.72.0.1] }
        trunks: { phones: { realm: outside, match: { group: office } } }
        dispatcher:
          pbx:
            realm: inside
            probe: { enabled: false }
            destinations: [{ uri: "sip:127.0.0.1:%3$d" }]
        routes: [{ name: in, from: { trunk: phones }, to: { dispatcher: pbx } }]
        """
                .formatted(outside, Sipp.freePort(), pbx);
    }
}
