package org.portcullis.security.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.portcullis.core.runtime.Counters;
import org.portcullis.security.tls.TlsSettings.ClientCertificates;
import org.portcullis.security.tls.TlsSettings.TlsVersion;

class TlsRealmTest {
    private static final List<TlsVersion> BOTH = List.of(TlsVersion.V1_2, TlsVersion.V1_3);

    @TempDir private Path directory;

    private final Counters counters = new Counters();
    private Authority ours;
    private Authority strangers;

    @BeforeEach
    void found() {
        ours = new Authority(directory, "ours");
        strangers = new Authority(directory, "strangers");
    }

    @ParameterizedTest
    @CsvSource({
        "sbc.example, EC, sbc",
        "SBC.example, RSA, sbc",
        "other.example, RSA, other",
        "a.wild.example, EC, wild",
        "wild.example, EC, sbc",
        "a.b.wild.example, EC, sbc",
        "exact.wild.example, EC, exact",
        "stranger.example, EC, sbc",
        "127.0.0.1, EC, sbc",
    })
    void shouldShowTheCertificateForTheNameAskedFor(String name, String keyType, String shown) {
        TlsRealm server =
                realm(
                        BOTH,
                        ClientCertificates.NONE,
                        ours.issue("sbc", "EC", "dns:sbc.example"),
                        ours.issue("sbc-rsa", "RSA", "dns:sbc.example"),
                        ours.issue("other", "RSA", "dns:other.example"),
                        ours.issue("wild", "EC", "dns:*.wild.example"),
                        ours.issue("exact", "EC", "dns:exact.wild.example"));
        TlsRealm client = unverifying(TlsVersion.V1_2);
        SSLEngine engine = client.connecting(name, 5061);
        // In TLS 1.2 the suites tell the kind of key.
        String kind = keyType.equals("EC") ? "_ECDHE_ECDSA_" : "_ECDHE_RSA_";
        engine.setEnabledCipherSuites(
                List.of(engine.getEnabledCipherSuites()).stream()
                        .filter(suite -> suite.contains(kind))
                        .toArray(String[]::new));
        assertEquals(Optional.empty(), Handshake.run(engine, server.accepting()));
        String expected = shown + (shown.equals("sbc") && keyType.equals("RSA") ? "-rsa" : "");
        assertEquals("CN=" + expected + ".cn", subject(engine));
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, ours, true, ''",
        "OPTIONAL, ours, true, carrier.example",
        "OPTIONAL, strangers, false, ''",
        "REQUIRED, ours, true, carrier.example",
        "REQUIRED, strangers, false, ''",
    })
    void shouldAskPeersWhoTheyAre(
            ClientCertificates policy, String signer, boolean accepted, String names) {
        for (TlsVersion version : BOTH) {
            TlsRealm server = realm(BOTH, policy, ours.issue("sbc", "EC", "dns:sbc.example"));
            CertificateFiles own =
                    (signer.equals("ours") ? ours : strangers)
                            .issue("carrier", "EC", "dns:Carrier.Example", "ip:10.0.0.1");
            TlsRealm client = realm(List.of(version), ClientCertificates.NONE, own);
            SSLEngine accepting = server.accepting();
            Optional<String> problem =
                    Handshake.run(client.connecting("sbc.example", 5061), accepting);
            assertEquals(accepted, problem.isEmpty(), problem.toString());
            if (accepted) {
                assertEquals(version.jdkName(), accepting.getSession().getProtocol());
                assertEquals(
                        names.isEmpty() ? List.of() : List.of(names), server.peerNames(accepting));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sbc.example, ours, true",
        "127.0.0.1, ours, true",
        "::1, ours, true",
        "other.example, ours, false",
        "127.0.0.2, ours, false",
        "sbc.example, strangers, false",
    })
    void shouldCheckWhomItConnectsTo(String name, String signer, boolean accepted) {
        CertificateFiles shown =
                (signer.equals("ours") ? ours : strangers)
                        .issue("far", "EC", "dns:sbc.example", "ip:127.0.0.1", "ip:::1");
        TlsRealm server = realm(BOTH, ClientCertificates.NONE, shown);
        TlsRealm client =
                realm(BOTH, ClientCertificates.NONE, ours.issue("near", "EC", "dns:near.example"));
        SSLEngine engine = client.connecting(name, 5061);
        Optional<String> problem = Handshake.run(engine, server.accepting());
        assertEquals(accepted, problem.isEmpty(), problem.toString());
        if (accepted) {
            assertEquals(List.of("sbc.example"), client.peerNames(engine));
        }
    }

    @Test
    void shouldTakeAnybodyWhereToldTo() {
        TlsRealm server =
                realm(
                        BOTH,
                        ClientCertificates.NONE,
                        strangers.issue("far", "EC", "dns:far.example"));
        TlsRealm client = unverifying(TlsVersion.V1_3);
        SSLEngine engine = client.connecting("sbc.example", 5061);
        assertEquals(Optional.empty(), Handshake.run(engine, server.accepting()));
        assertEquals(List.of(), client.peerNames(engine), "what nobody has checked proves nothing");
    }

    @Test
    void shouldSpeakOnlyTheVersionsItIsTold() {
        TlsRealm server =
                realm(
                        List.of(TlsVersion.V1_3),
                        ClientCertificates.NONE,
                        ours.issue("sbc", "EC", "dns:sbc.example"));
        TlsRealm old = unverifying(TlsVersion.V1_2);
        assertTrue(Handshake.run(old.connecting("sbc.example", 1), server.accepting()).isPresent());
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void shouldResumeASession(TlsVersion version) {
        TlsRealm server =
                realm(BOTH, ClientCertificates.NONE, ours.issue("sbc", "EC", "dns:sbc.example"));
        TlsRealm client = unverifying(version);
        SSLEngine first = client.connecting("sbc.example", 5061);
        assertEquals(Optional.empty(), Handshake.run(first, server.accepting()));
        SSLEngine second = client.connecting("sbc.example", 5061);
        SSLEngine resumed = server.accepting();
        assertEquals(Optional.empty(), Handshake.run(second, resumed));
        assertEquals(first.getSession().getCreationTime(), second.getSession().getCreationTime());
    }

    @Test
    void shouldTakeNewFilesOnceTheyStayAsTheyAre() throws Exception {
        CertificateFiles files = ours.issue("sbc", "EC", "dns:sbc.example");
        TlsRealm server = realm(BOTH, ClientCertificates.NONE, files);
        replace(files, ours.issue("new", "RSA", "dns:sbc.example"));
        SSLEngine before = server.accepting();
        server.reloadIfChanged();
        assertEquals("CN=sbc.cn", shownBy(server), "they may still be written");
        server.reloadIfChanged();
        server.reloadIfChanged();
        assertEquals("CN=new.cn", shownBy(server));
        SSLEngine client = unverifying(TlsVersion.V1_3).connecting("sbc.example", 1);
        assertEquals(Optional.empty(), Handshake.run(client, before));
        assertEquals("CN=sbc.cn", subject(client), "what was begun goes on");
        assertEquals(1, reloads("loaded"));
        assertEquals(0, reloads("failed"));
    }

    @Test
    void shouldKeepTheOldFilesWhereTheNewWillNotDo() throws Exception {
        CertificateFiles files = ours.issue("sbc", "EC", "dns:sbc.example");
        TlsRealm server = realm(BOTH, ClientCertificates.NONE, files);
        CertificateFiles other = ours.issue("new", "EC", "dns:sbc.example");
        touch(Files.copy(other.chain(), files.chain(), StandardCopyOption.REPLACE_EXISTING));
        for (int i = 0; i < 4; i++) {
            server.reloadIfChanged();
        }
        assertEquals("CN=sbc.cn", shownBy(server));
        assertEquals(1, reloads("failed"), "once for each state of the files");
        touch(Files.copy(other.key(), files.key(), StandardCopyOption.REPLACE_EXISTING));
        server.reloadIfChanged();
        server.reloadIfChanged();
        assertEquals("CN=new.cn", shownBy(server));
        Files.delete(files.key());
        server.reloadIfChanged();
        server.reloadIfChanged();
        assertEquals("CN=new.cn", shownBy(server));
        assertEquals(2, reloads("failed"));
    }

    @Test
    void shouldNameWhatIsWrongWithAFile() throws Exception {
        CertificateFiles good = ours.issue("sbc", "EC", "dns:sbc.example");
        CertificateFiles rsa = ours.issue("rsa", "RSA", "dns:sbc.example");
        Path garbage = Files.writeString(directory.resolve("garbage"), "nothing");
        Path torn =
                Files.writeString(
                        directory.resolve("torn"),
                        Files.readString(good.chain()).substring(0, 200));
        Path none = directory.resolve("none");
        assertProblem(none + ": no such file (expected: a file of PEM", none, good.key());
        assertProblem(none + ": no such file (expected: a file with an", good.chain(), none);
        assertProblem(garbage + ": no certificate in it", garbage, good.key());
        assertProblem(garbage + ": no private key in it", good.chain(), garbage);
        assertProblem(torn + ": cannot be read: ", torn, good.key());
        assertProblem(directory + ": cannot be read: ", directory, good.key());
        assertProblem(rsa.key() + ": the key of another certificate", good.chain(), rsa.key());
        CertificateFiles old =
                ours.issue("old", "EC", Authority.NOW.minusSeconds(99), Duration.ofSeconds(9));
        assertProblem(old.chain() + ": expired ", old.chain(), old.key());
        CertificateFiles early =
                ours.issue("early", "EC", Authority.NOW.plusSeconds(99), Duration.ofSeconds(9));
        assertProblem(early.chain() + ": not valid before ", early.chain(), early.key());
    }

    @ParameterizedTest
    @CsvSource({"EC", "RSA"})
    void shouldReadKeysOfOlderForms(String algorithm) throws Exception {
        CertificateFiles files = ours.issue("sbc", algorithm, "dns:sbc.example");
        var key = PemFile.key(files.key());
        Path older = directory.resolve("older.key");
        Authority.write(
                older,
                key instanceof ECPrivateKey ec
                        ? new PemObject(
                                "EC PRIVATE KEY",
                                new org.bouncycastle.asn1.sec.ECPrivateKey(
                                                256, ec.getS(), SECObjectIdentifiers.secp256r1)
                                        .getEncoded())
                        : new JcaMiscPEMGenerator(key));
        assertFalse(Files.readString(older).contains("BEGIN PRIVATE KEY"), "not PKCS #8");
        new CertificateFiles(files.chain(), older).check(Authority.NOW);
    }

    private static void assertProblem(String begins, Path chain, Path key) {
        Exception e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new CertificateFiles(chain, key).check(Authority.NOW));
        assertTrue(String.valueOf(e.getMessage()).startsWith(begins), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains(" (expected: "), e.getMessage());
    }

    private static void replace(CertificateFiles files, CertificateFiles by) throws Exception {
        touch(Files.copy(by.chain(), files.chain(), StandardCopyOption.REPLACE_EXISTING));
        touch(Files.copy(by.key(), files.key(), StandardCopyOption.REPLACE_EXISTING));
    }

    /** Makes a file look newer, however fast the test is. */
    private static void touch(Path file) throws Exception {
        FileTime last = Files.getLastModifiedTime(file);
        Files.setLastModifiedTime(file, FileTime.fromMillis(last.toMillis() + 2_000));
    }

    private long reloads(String result) {
        return counters.samples().stream()
                .filter(s -> s.name().equals("portcullis_tls_reloads_total"))
                .filter(s -> s.labels().equals(List.of("realm", "outside", "result", result)))
                .mapToLong(s -> s.value().getAsLong())
                .sum();
    }

    private String shownBy(TlsRealm server) {
        SSLEngine client = unverifying(TlsVersion.V1_3).connecting("sbc.example", 1);
        assertEquals(Optional.empty(), Handshake.run(client, server.accepting()));
        return subject(client);
    }

    private static String subject(SSLEngine engine) {
        try {
            return ((X509Certificate) engine.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
            throw new AssertionError(e);
        }
    }

    private TlsRealm realm(
            List<TlsVersion> versions, ClientCertificates clients, CertificateFiles... files) {
        return new TlsRealm(
                "outside",
                new TlsSettings(List.of(files), clients, Optional.of(ours.file()), true, versions),
                () -> Authority.NOW,
                counters);
    }

    private TlsRealm unverifying(TlsVersion version) {
        TlsSettings settings =
                new TlsSettings(
                        List.of(ours.issue("near", "EC", "dns:near.example")),
                        ClientCertificates.NONE,
                        Optional.empty(),
                        false,
                        List.of(version));
        return new TlsRealm("near", settings, () -> Authority.NOW, new Counters());
    }
}
