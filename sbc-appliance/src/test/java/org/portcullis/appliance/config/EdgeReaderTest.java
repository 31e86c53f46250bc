package org.portcullis.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.security.acl.AclSettings;
import org.portcullis.security.ban.BanSettings;
import org.portcullis.security.ban.NftSettings;
import org.portcullis.security.flood.FloodSettings;
import org.portcullis.security.scan.ScanField;
import org.portcullis.security.scan.ScanPattern;
import org.portcullis.security.scan.ShippedPatterns;

class EdgeReaderTest {
    @TempDir private Path directory;

    @Test
    void shouldReadDefaults() {
        EdgeSettings edge = accepted("");
        assertEquals(BanSettings.DEFAULT, edge.bans());
        assertEquals(Optional.of(Path.of("/state/bans")), edge.banFile());
        assertEquals(Optional.empty(), edge.malformed());
        assertEquals(Optional.empty(), edge.nftables());
        assertEquals(
                Optional.of(
                        new EdgeSettings.Scanners(ShippedPatterns.all(), Duration.ofMinutes(15))),
                edge.scanners());
    }

    @Test
    void shouldReadEverything() throws Exception {
        Files.writeString(directory.resolve("patterns"), "# ours\nto: x1\n");
        EdgeSettings edge =
                accepted(
                        """
                        bans:
                          duration: 10m
                          cap: 2h
                          repeat-memory: 3h
                          limit: 10
                          exempt: [carriers]
                          file: none
                          nftables: { family: ip, table: edge, set: banned }
                          malformed: { count: 5, within: 1m }
                        scanners:
                          shipped: false
                          patterns: [Evil, { user-agent: Bad/1 }]
                          file: patterns
                          ban: 0s
                        """);
        assertEquals(
                new EdgeSettings(
                        new BanSettings(
                                Duration.ofMinutes(10),
                                Duration.ofHours(2),
                                Duration.ofHours(3),
                                10),
                        List.of("carriers"),
                        Optional.empty(),
                        Optional.of(
                                new NftSettings(
                                        "ip", "edge", Optional.of("banned"), Optional.empty())),
                        Optional.of(new EdgeSettings.Malformed(5, Duration.ofMinutes(1))),
                        Optional.of(
                                new EdgeSettings.Scanners(
                                        List.of(
                                                ScanPattern.anywhere("evil"),
                                                ScanPattern.in(ScanField.USER_AGENT, "bad/1"),
                                                ScanPattern.in(ScanField.TO, "x1")),
                                        Duration.ZERO))),
                edge);
        assertEquals(Optional.empty(), accepted("scanners: { enabled: false }").scanners());
    }

    @Test
    void shouldNameWhatIsWrong() throws Exception {
        Files.writeString(directory.resolve("patterns"), "ok\nto:\n");
        List<String> problems =
                read("""
                                bans: { exempt: [carrierz], nftables: { table: "a b" } }
                                scanners: { patterns: [""], file: patterns }
                                """)
                        .problems();
        assertEquals(5, problems.size(), problems.toString());
        String all = String.join("\n", problems);
        for (String part :
                List.of(
                        "carrierz: no such name (expected: carriers)",
                        "a b (expected: a name of letters",
                        "bans.nftables.set: missing (expected: the name of a set, or set6)",
                        "scanners.patterns[0]: pattern:  (expected: 1-128 printable ASCII characters)",
                        "patterns:2: pattern:  (expected:")) {
            assertTrue(all.contains(part), part + " in " + all);
        }
        List<String> cap = read("bans: { duration: 2h, cap: 1h }").problems();
        assertEquals(1, cap.size());
        assertTrue(cap.getFirst().contains("cap: 3600s (expected: at least the duration, 7200s)"));
    }

    @Test
    void shouldReadAccessListAndFloodOfARealm() {
        RealmSettings realm =
                realm(
                        """
                        realms:
                          outside:
                            acl: { allow: [carriers], deny: [carriers] }
                            flood: { density: 100, reaction: { ban: 1h } }
                        """);
        assertEquals(new AclSettings(List.of("carriers"), List.of("carriers")), realm.acl());
        assertEquals(
                Optional.of(
                        new FloodSettings(
                                Duration.ofSeconds(2),
                                100,
                                Duration.ofMinutes(2),
                                List.of(),
                                Optional.of(Duration.ofHours(1)))),
                realm.flood());
        RealmSettings dropping = realm("realms: { a: { flood: { reaction: drop } } }");
        assertEquals(Optional.of(FloodSettings.DEFAULT), dropping.flood());
        assertEquals(AclSettings.OPEN, dropping.acl());
    }

    private static RealmSettings realm(String yaml) {
        ReadingHelper.Result<RealmSettings> result =
                ReadingHelper.read(
                        yaml,
                        s ->
                                s.named(
                                                "realms",
                                                RealmReader.form(
                                                        List.of(),
                                                        Optional.empty(),
                                                        Set.of("carriers")),
                                                List.of(),
                                                "")
                                        .values()
                                        .iterator()
                                        .next());
        assertEquals(List.of(), result.problems());
        return result.value().orElseThrow();
    }

    private EdgeSettings accepted(String yaml) {
        ReadingHelper.Result<EdgeSettings> result = read(yaml);
        assertEquals(List.of(), result.problems());
        return result.value().orElseThrow();
    }

    private ReadingHelper.Result<EdgeSettings> read(String yaml) {
        return ReadingHelper.read(
                yaml,
                s -> EdgeReader.read(s, Set.of("carriers"), Path.of("/state")),
                new Surroundings(directory, name -> null));
    }
}
