package org.portcullis.security.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sums against the examples of the RFCs. */
class DigestTest {
    private static final AsciiString NONE = AsciiString.EMPTY_STRING;

    private static AsciiString text(String text) {
        return AsciiString.of(text);
    }

    private static Digest.Subject get(String uri) {
        return new Digest.Subject(text("GET"), text(uri), NONE);
    }

    private static Optional<Digest.Use> first(Qop qop, String cnonce) {
        return Optional.of(new Digest.Use(qop, text("00000001"), text(cnonce)));
    }

    @Test
    void shouldGiveTheResponseOfRfc2617() {
        AsciiString secret =
                Digest.secret(Algorithm.MD5, "Mufasa", "testrealm@host.com", "Circle Of Life");
        AsciiString nonce = text("dcd98b7102dd2f0e8b11d0f600bfb0c093");
        assertEquals(text("939e7578ed9e3c518a452acee763bce9"), secret);
        assertEquals(
                text("6629fae49393a05397450978507c4ef1"),
                Digest.response(
                        Algorithm.MD5,
                        secret,
                        nonce,
                        first(Qop.AUTH, "0a4f113b"),
                        get("/dir/index.html")));
        assertEquals(
                text("670fd8c2df070c60b045671b8b24ff02"),
                Digest.response(
                        Algorithm.MD5, secret, nonce, Optional.empty(), get("/dir/index.html")),
                "without qop, as in RFC 2069");
    }

    @ParameterizedTest
    @CsvSource({
        "MD5, 8ca523f5e9506fed4657c9700eebdbec",
        "SHA_256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    })
    void shouldGiveTheResponsesOfRfc7616(Algorithm algorithm, String expected) {
        AsciiString secret =
                Digest.secret(algorithm, "Mufasa", "http-auth@example.org", "Circle of Life");
        assertEquals(
                text(expected),
                Digest.response(
                        algorithm,
                        secret,
                        text("7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"),
                        first(Qop.AUTH, "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"),
                        get("/dir/index.html")));
    }

    /** As corrected by erratum 4897: the RFC had cut SHA-512 short instead. */
    @Test
    void shouldGiveTheHashedUserOfRfc7616() {
        Algorithm algorithm = Algorithm.SHA_512_256;
        String user = "J\u00e4s\u00f8n Doe";
        assertEquals(
                text("793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"),
                Digest.userHash(algorithm, user, "api@example.org"));
        assertEquals(
                text("3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"),
                Digest.response(
                        algorithm,
                        Digest.secret(algorithm, user, "api@example.org", "Secret, or not?"),
                        text("5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK"),
                        first(Qop.AUTH, "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v"),
                        get("/doe.json")));
    }

    /** Sums made with openssl. */
    @Test
    void shouldCoverTheBodyAndTheSession() {
        AsciiString secret = Digest.secret(Algorithm.MD5, "bob", "biloxi.com", "zanzibar");
        assertEquals(text("12af60467a33e8518da5c68bbff12b11"), secret);
        Digest.Subject invite =
                new Digest.Subject(text("INVITE"), text("sip:bob@biloxi.com"), text("v=0\r\n"));
        AsciiString nonce = text("dcd98b7102dd2f0e8b11d0f600bfb0c093");
        Optional<Digest.Use> use = first(Qop.AUTH_INT, "0a4f113b");
        assertEquals(
                text("77226bb823dc077c1ad3537415667bae"),
                Digest.response(Algorithm.MD5, secret, nonce, use, invite));
        AsciiString session = Digest.sessionSecret(Algorithm.MD5, secret, nonce, text("0a4f113b"));
        assertEquals(
                text("8527c9ab1b4eed3fd75491f811944e26"),
                Digest.response(Algorithm.MD5, session, nonce, use, invite));
    }
}
