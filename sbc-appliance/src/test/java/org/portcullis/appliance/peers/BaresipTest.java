package org.portcullis.appliance.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.appliance.testing.Pki;
import org.portcullis.core.testing.NeedsCommand;

/** A phone calls SIPp over TLS. */
@NeedsCommand({"baresip", "sipp", "openssl"})
@SuppressWarnings("try") // the PBX only has to run
class BaresipTest {
    @TempDir private Path directory;

    private final int outside = Sipp.freePort();
    private final int inside = Sipp.freePort();
    private final int pbx = Sipp.freePort();

    @Test
    void shouldCallOverTls() throws IOException {
        new Pki(directory, "ca").issue("box", "IP:127.0.0.1");
        try (Program sipp = new Sipp(directory, "pbx-hangs-up", pbx).with("-m", "1").start();
                Box box = Box.start(directory, configuration(), List.of());
                Program phone = phone()) {
            assertEquals(0, sipp.exitCode(), sipp.output() + phone.output() + box.output());
            phone.await(output -> output.contains("session closed"));
            assertEquals(
                    1,
                    box.metric("portcullis_sip_connections_accepted_total", "transport=\"tls\""));
            assertEquals(1, box.metric("portcullis_calls_answered_total"));
            box.awaitMetric("portcullis_calls", 0);
            assertTrue(phone.output().contains("Call established"), phone.output());
            assertEquals(0, box.metric("portcullis_internal_errors_total"));
        }
    }

    private Program phone() throws IOException {
        Path home = Files.createDirectory(directory.resolve("phone"));
        Files.writeString(
                home.resolve("config"),
                """
                module_path /usr/lib/baresip/modules
                module g711.so
                                module aufile.so
                module_tmp account.so
                module_app menu.so
                sip_listen 127.0.0.1:0
                sip_cafile %s/ca.pem
                audio_source aufile,%s/silence.wav
                audio_player aufile,%s/heard.wav
                audio_alert aufile,%s/alert.wav
                rtp_ports 24000-24999
                """
                        .replace("%s", directory.toString()));
        Files.writeString(
                home.resolve("accounts"),
                "<sip:phone@127.0.0.1:" + outside + ";transport=tls>;regint=0\n");
        Files.writeString(home.resolve("contacts"), "");
        Files.write(directory.resolve("silence.wav"), silence(10));
        return Program.start(
                directory,
                "baresip",
                List.of(
                        "baresip",
                        "-4",
                        "-v",
                        "-n",
                        "127.0.0.1",
                        "-f",
                        home.toString(),
                        "-t",
                        "60",
                        "-e",
                        "d sip:100@127.0.0.1:" + outside + ";transport=tls"));
    }

    /** A WAV file of 16-bit samples at 8 kHz. */
    static byte[] silence(int seconds) {
        int bytes = seconds * 16_000;
        ByteBuffer wav = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(US_ASCII)).putInt(36 + bytes).put("WAVEfmt ".getBytes(US_ASCII));
        wav.putInt(16).putShort((short) 1).putShort((short) 1).putInt(8_000).putInt(16_000);
        wav.putShort((short) 2).putShort((short) 16).put("data".getBytes(US_ASCII)).putInt(bytes);
        return wav.array();
    }

    private String configuration() {
        return """
        realms:
          outside:
            listen: [tls:127.0.0.1:%1$d]
            media: { ports: 30000-31999 }
            tls: { certificates: [{ chain: box.pem, key: box.key }] }
          inside:
            listen: [udp:127.0.0.1:%2$d]
            media: { ports: 32000-33999 }
            trust: trusted
        address-groups: { all: [127.0.0.1] }
        trunks: { phone: { realm: outside, match: { group: all }, send-to: "sips:127.0.0.1" } }
        dispatcher:
          pbx:
            realm: inside
            probe: { enabled: false }
            destinations: [{ uri: "sip:127.0.0.1:%3$d" }]
        routes: [{ name: in, from: { trunk: phone }, to: { dispatcher: pbx } }]
        """
                .formatted(outside, inside, pbx);
    }
}
