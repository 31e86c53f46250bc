package org.portcullis.appliance.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.appliance.peers.Phone.Desk;
import org.portcullis.appliance.testing.Pki;
import org.portcullis.core.testing.NeedsCommand;

/** Users that register with the box itself, and call each other without a PBX. */
@NeedsCommand({"baresip", "sipp", "openssl"})
@SuppressWarnings("try") // the peers only have to run
class LocalUsersTest {
    private static final String PASSWORD = "wonderland";
    private static final int PHONES = 10_000;

    private static final Pattern CALL_ID = Pattern.compile("[0-9]+-[0-9]+@127\\.0\\.0\\.1");

    @TempDir private Path directory;

    private final int inside = Sipp.freePort();
    private final int udp = Sipp.freePort();
    private final int tcp = Sipp.freePort();
    private final int tls = Sipp.freePort();
    private final int office = Sipp.freePort();

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "tls"})
    void shouldRegisterPhonesThatCallEachOther(String transport) {
        Pki pki = new Pki(directory, "ca");
        pki.issue("box", "IP:127.0.0.1");
        pki.issue("200", "IP:127.0.0.1");
        String users =
                """
                users:
                  one: { name: "100", password: %1$s }
                  two: { name: "200", password: %1$s }
                """
                        .formatted(PASSWORD);
        try (Box box = Box.start(directory, users + configuration(), List.of())) {
            try (Phone caller = Phone.start(directory, desk("100", "udp", 440));
                    Phone callee = Phone.start(directory, desk("200", transport, 700))) {
                box.awaitMetric("portcullis_registered_users", 2);
                String listed = box.get("/api/v1/registrations?user=200");
                assertTrue(listed.contains("\"address\":\"" + transport + ":127.0.0.1"), listed);
                assertTrue(listed.contains("\"total\":2,"), listed);
                caller.call("200");
                callee.awaitCall();
                caller.awaitHears(callee.tone());
                callee.awaitHears(caller.tone());
                caller.hangUp();
                callee.awaitHangup();
                callee.call("100");
                caller.awaitCall();
                callee.hangUp();
                caller.awaitHangup();
            }
            // Both take their registrations back as they end.
            box.awaitMetric("portcullis_registered_users", 0);
            box.awaitMetric("portcullis_calls", 0);
            assertEquals(0, box.metric("portcullis_internal_errors_total"));
        }
    }

    /** What was acknowledged outlives the box, however it ends: every phone is reached after it. */
    @Test
    void shouldReachEveryPhoneAfterACrash() throws Exception {
        String configuration = usersOfADatabase();
        int phones = Sipp.freePort();
        try (Box box = Box.start(directory, configuration, List.of())) {
            Sipp.Result registered =
                    new Sipp(directory, "user-registers", phones)
                            .with("-inf", "users.csv", "-t", "u1")
                            .call("127.0.0.1:" + udp, PHONES, 400, 0);
            assertEquals(PHONES, registered.successful(), registered + box.output());
            assertEquals(PHONES, box.metric("portcullis_registered_users"));
            assertEquals(0, box.metric("portcullis_digest_requests_total", "wrong-password"));
            assertEquals(0, box.metric("portcullis_digest_requests_total", "unavailable"));
            box.kill();
        }
        try (Box box = Box.start(directory, configuration, List.of());
                Program answering =
                        new Sipp(directory, "user-answers", phones).with("-t", "u1").start()) {
            assertEquals(PHONES, box.metric("portcullis_registered_users"), box.output());
            assertEquals(
                    PHONES, box.metric("portcullis_registration_events_total", "\"restored\""));
            Sipp.Result asked =
                    new Sipp(directory, "user-asked", office)
                            .with("-inf", "users.csv")
                            .call("127.0.0.1:" + inside, PHONES, 400, 0);
            assertEquals(PHONES, asked.successful(), asked + box.output());
            assertEquals(0, box.metric("portcullis_internal_errors_total"));
            assertTrue(box.output().contains("registrations restored"), box.output());
        }
    }

    /** It is killed while phones register: whoever has heard 200 is known after it. */
    @Test
    void shouldForgetNobodyWhomItHasAnsweredWhenItIsKilled() throws Exception {
        String configuration = usersOfADatabase();
        Path messages = directory.resolve("messages");
        try (Box box = Box.start(directory, configuration, List.of());
                Program registering =
                        new Sipp(directory, "user-registers", Sipp.freePort())
                                .with("-inf", "users.csv", "-t", "u1", "-r", "400")
                                .with("-trace_shortmsg", "-shortmessage_file", messages.toString())
                                .with("127.0.0.1:" + udp)
                                .start()) {
            box.awaitMetric("portcullis_registered_users", users -> users > 1_000);
            box.kill();
        }
        Set<String> acknowledged = acknowledged(Files.readString(messages));
        assertTrue(acknowledged.size() > 500, acknowledged.size() + " acknowledged");
        try (Box box = Box.start(directory, configuration, List.of())) {
            double known = box.metric("portcullis_registered_users");
            assertTrue(
                    known >= acknowledged.size(),
                    known + " of " + acknowledged.size() + box.output());
        }
    }

    /** The Call-IDs of those who have heard 200, some of them more than once. */
    private static Set<String> acknowledged(String messages) {
        Set<String> callIds = new HashSet<>();
        for (String line : messages.lines().filter(each -> each.contains(" 200 ")).toList()) {
            Matcher callId = CALL_ID.matcher(line);
            assertTrue(callId.find(), line);
            callIds.add(callId.group());
        }
        return callIds;
    }

    /** As many users as there are phones, and the configuration with them. */
    private String usersOfADatabase() throws Exception {
        Pki pki = new Pki(directory, "ca");
        pki.issue("box", "IP:127.0.0.1");
        Path file = directory.resolve("users.db");
        StringBuilder lines = new StringBuilder("SEQUENTIAL\n");
        try (Connection users = DriverManager.getConnection("jdbc:sqlite:" + file);
                PreparedStatement row = table(users)) {
            for (int i = 0; i < PHONES; i++) {
                String name = "phone" + i;
                row.setString(1, name);
                row.setString(2, hash(name));
                row.execute();
                lines.append(name).append(";[authentication username=").append(name);
                lines.append(" password=").append(PASSWORD).append("]\n");
            }
            users.commit();
        }
        Files.writeString(directory.resolve("users.csv"), lines);
        return "user-database: { url: \"jdbc:sqlite:" + file + "\" }\n" + configuration();
    }

    private static PreparedStatement table(Connection users) throws Exception {
        users.setAutoCommit(false);
        users.createStatement()
                .execute("CREATE TABLE subscriber (username TEXT, domain TEXT, ha1 TEXT)");
        users.createStatement().execute("CREATE INDEX names ON subscriber (username, domain)");
        return users.prepareStatement("INSERT INTO subscriber VALUES (?, 'sip.example', ?)");
    }

    private static String hash(String user) throws Exception {
        String text = user + ":sip.example:" + PASSWORD;
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("MD5")
                                .digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Desk desk(String user, String transport, int hertz) {
        int port = transport.equals("tls") ? tls : transport.equals("tcp") ? tcp : udp;
        return new Desk(
                user, twoPorts(), transport, "127.0.0.1:" + port, new Tone(hertz), PASSWORD);
    }

    private static int twoPorts() {
        int port = Sipp.freePort();
        for (int next = Sipp.freePort(); next != port + 1; next = Sipp.freePort()) {
            port = next;
        }
        return port;
    }

    private String configuration() {
        return """
        registration: { mode: local, domains: [sip.example, 127.0.0.1] }
        realms:
          outside:
            listen: [udp:127.0.0.1:%1$d, tcp:127.0.0.1:%2$d, tls:127.0.0.1:%3$d]
            media: { ports: 30000-31999 }
            tls: { certificates: [{ chain: box.pem, key: box.key }] }
            auth: { realm: sip.example, algorithms: [md5] }
          inside:
            listen: [udp:127.0.0.1:%4$d]
            media: { ports: 32000-33999 }
            trust: trusted
        address-groups: { anywhere: [0.0.0.0/0, "::/0"] }
        trunks:
          office:
            realm: inside
            match: { group: anywhere }
            send-to: "sip:127.0.0.1:%5$d"
        flood: { exempt: [anywhere] }
        transport: { loops: 2 }
        """
                .formatted(udp, tcp, tls, inside, office);
    }
}
