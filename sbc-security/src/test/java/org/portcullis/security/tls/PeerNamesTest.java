package org.portcullis.security.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerNamesTest {
    @TempDir private Path directory;

    /** RFC 5922 7.1. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dns:Carrier.Example | carrier.example",
                "dns:a.example dns:b.example dns:A.example | a.example b.example",
                "uri:sip:carrier.example | carrier.example",
                "uri:sip:carrier.example dns:sbc.carrier.example | carrier.example sbc.carrier.example",
                "uri:sip:somebody@carrier.example | ''",
                "uri:https://carrier.example ip:192.0.2.1 | ''",
                "dns:*.carrier.example | *.carrier.example",
                "'' | c.cn",
            })
    void shouldNameTheDomainsOfACertificate(String alternatives, String names) {
        String[] each = alternatives.isEmpty() ? new String[0] : alternatives.split(" ");
        CertificateFiles files = new Authority(directory, "ca").issue("c", "EC", each);
        assertEquals(
                names.isEmpty() ? List.of() : List.of(names.split(" ")),
                PeerNames.of(PemFile.certificates(files.chain()).getFirst()));
    }
}
