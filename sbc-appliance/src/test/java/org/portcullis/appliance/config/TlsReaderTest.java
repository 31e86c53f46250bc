package org.portcullis.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.appliance.testing.Pki;
import org.portcullis.core.testing.NeedsCommand;
import org.portcullis.routing.trunk.Trunk;
import org.portcullis.security.tls.CertificateFiles;
import org.portcullis.security.tls.TlsSettings;
import org.portcullis.security.tls.TlsSettings.ClientCertificates;
import org.portcullis.security.tls.TlsSettings.TlsVersion;

@NeedsCommand("openssl")
class TlsReaderTest {
    @TempDir private Path directory;

    @BeforeEach
    void issue() {
        Pki pki = new Pki(directory, "ca");
        pki.issue("a", "DNS:a.example");
        pki.issue("b", "DNS:b.example");
    }

    @Test
    void shouldReadWhatIsWrittenAndTheDefaults() throws Exception {
        TlsSettings written =
                accepted(
                        """
                        certificates: [{ chain: a.pem, key: a.key }, { chain: b.pem, key: b.key }]
                        client-certificates: required
                        ca: ca.pem
                        verify: false
                        versions: [tls1.3]
                        """);
        assertEquals(
                new TlsSettings(
                        List.of(files("a"), files("b")),
                        ClientCertificates.REQUIRED,
                        Optional.of(directory.resolve("ca.pem")),
                        false,
                        List.of(TlsVersion.V1_3)),
                written);
        assertEquals(
                new TlsSettings(
                        List.of(files("a")),
                        ClientCertificates.NONE,
                        Optional.empty(),
                        true,
                        List.of(TlsVersion.V1_2, TlsVersion.V1_3)),
                accepted("certificates: [{ chain: a.pem, key: a.key }]\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "certificates: [{ chain: none.pem, key: a.key }] | 5:33:"
                        + " realms.outside.tls.certificates[0].chain: DIR/none.pem: no such file"
                        + " (expected: a file of PEM certificates)",
                "certificates: [{ chain: a.pem, key: b.key }] | 5:24:"
                        + " realms.outside.tls.certificates[0]: DIR/b.key: the key of another"
                        + " certificate (expected: that of the first in DIR/a.pem)",
                "certificates: [{ chain: a.key, key: a.key }] | 5:33:"
                        + " realms.outside.tls.certificates[0].chain: DIR/a.key: no certificate in"
                        + " it (expected: a file of PEM certificates)",
                "certificates: [{ chain: a.pem, key: a.pem }] | 5:45:"
                        + " realms.outside.tls.certificates[0].key: DIR/a.pem: no private key in it"
                        + " (expected: a file with an unencrypted PEM private key)",
                "certificates: [] | 5:9: realms.outside.tls.certificates: an empty list"
                        + " (expected: a list, each item a section with chain, key)",
                "client-certificates: none | 4:5: realms.outside.tls.certificates: missing"
                        + " (expected: a list, each item a section with chain, key)",
                "certificates: [{ chain: a.pem, key: a.key }], client-certificates: optional | 4:5:"
                        + " realms.outside.tls: ca: missing (expected: the authorities that sign"
                        + " the certificates of clients)",
                "certificates: [{ chain: a.pem, key: a.key }], ca: a.key | 5:59:"
                        + " realms.outside.tls.ca: DIR/a.key: no certificate in it (expected: a"
                        + " file of PEM certificates)",
            })
    void shouldSayWhereAFileIsWrong(String tls, String problem) throws Exception {
        assertEquals(
                List.of("FILE:" + problem),
                refused(
                        """
                        realms:
                          outside:
                            listen: [tls:127.0.0.1:5061]
                            tls:
                              { %s }
                        """
                                .formatted(tls)));
    }

    @Test
    void shouldAskForCertificatesWhereItListensOnTls() throws Exception {
        assertEquals(
                List.of(
                        "FILE:1:31: realms.outside.listen[0]: tls:127.0.0.1:5061 (expected: a tls"
                                + " section in the realm)"),
                refused("realms: { outside: { listen: [tls:127.0.0.1:5061] } }\n"));
    }

    @Test
    void shouldKnowATrunkByItsCertificateAlone() throws Exception {
        Configuration configuration =
                read(
                        """
                        realms:
                          outside:
                            listen: [tls:127.0.0.1:5061]
                            tls:
                              certificates: [{ chain: a.pem, key: a.key }]
                              client-certificates: optional
                              ca: ca.pem
                        trunks:
                          a:
                            realm: outside
                            match: { tls-name: Carrier.example }
                            send-to: sips:127.0.0.1
                        """);
        Trunk trunk = configuration.trunks().getFirst();
        assertEquals(Optional.of("carrier.example"), trunk.match().tlsName());
        assertEquals("carrier.example", trunk.sendTo().orElseThrow().target().name());
        assertEquals("tls:127.0.0.1:5061", trunk.sendTo().orElseThrow().target().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "listen: [udp:127.0.0.1:5060]",
                "tls: { certificates: [{ chain: a.pem, key: a.key }] }",
            })
    void shouldRefuseANameWhereNobodyIsAskedForACertificate(String realm) throws Exception {
        List<String> problems =
                refused(
                        """
                        realms: { outside: { %s } }
                        trunks:
                          a:
                            realm: outside
                            match: { tls-name: carrier.example }
                            send-to: sip:127.0.0.1
                        """
                                .formatted(realm));
        assertEquals(
                List.of(
                        "trunks.a.match.tls-name: carrier.example: realm outside asks"
                                + " nobody for a certificate (expected: tls.client-certificates"
                                + " optional or required there, or no tls-name)"),
                problems.stream().map(each -> each.substring(each.indexOf("trunks"))).toList());
    }

    @Test
    void shouldAskATrunkForSomethingToKnowItBy() throws Exception {
        List<String> problems =
                refused(
                        """
                        trunks:
                          a: { realm: outside, match: { port: 5 }, send-to: "sip:127.0.0.1" }
                        """);
        assertEquals(
                List.of(
                        "FILE:2:24: trunks.a.match.group: missing (expected: a name in"
                                + " address-groups, or tls-name)"),
                problems);
    }

    private CertificateFiles files(String name) {
        return new CertificateFiles(
                directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
    }

    private TlsSettings accepted(String tls) throws Exception {
        String text = "realms:\n  outside:\n    tls:\n" + tls.indent(6);
        return read(text).realms().getFirst().tls().orElseThrow();
    }

    private Configuration read(String text) throws Exception {
        ConfigurationFile.Outcome outcome = ConfigurationFile.read(written(text));
        return assertInstanceOf(ConfigurationFile.Accepted.class, outcome, outcome::toString)
                .configuration();
    }

    private List<String> refused(String text) throws Exception {
        ConfigurationFile.Outcome outcome = ConfigurationFile.read(written(text));
        return assertInstanceOf(ConfigurationFile.Refused.class, outcome, outcome::toString)
                .problems()
                .stream()
                .map(problem -> problem.replace(directory.resolve("conf.yaml").toString(), "FILE"))
                .map(problem -> problem.replace(directory.toString(), "DIR"))
                .toList();
    }

    private Path written(String text) throws Exception {
        return Files.writeString(directory.resolve("conf.yaml"), text);
    }
}
