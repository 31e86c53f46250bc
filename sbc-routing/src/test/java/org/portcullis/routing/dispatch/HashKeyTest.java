package org.portcullis.routing.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.testkit.Messages;

class HashKeyTest {
    private static final SipRequest REQUEST =
            Messages.request(
                    """
                    INVITE sip:100@192.0.2.1:5060;user=phone SIP/2.0
                    Via: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bK1
                    From: <sip:alice@carrier.example:5070>;tag=1
                    To: <tel:+49123>
                    Call-ID: 1@198.51.100.1
                    CSeq: 1 INVITE
                    X-Tenant: acme
                    Authorization: Digest username="bob", realm="r", nonce="n", uri="sip:r",\
                     response="00000000000000000000000000000000"

                    """);

    /** Strings end with a bar; a URI is two of them. */
    @ParameterizedTest
    @CsvSource({
        "call-id, 1@198.51.100.1",
        "method, INVITE",
        "from-user, alice",
        "from-host, carrier.example",
        "from-uri, alice|carrier.example:5070",
        "to-uri, +49123",
        "to-host, ''",
        "request-uri, 100|192.0.2.1",
        "request-user, 100",
        "auth-user, bob",
        "header:x-tenant, acme",
        "header:X-None, ''",
        "from-user header:X-Tenant, aliceacme",
    })
    void shouldReadThePartsOfARequest(String parts, String text) {
        StringBuilder fed = new StringBuilder();
        key(parts)
                .feed(
                        REQUEST,
                        new KeySink() {
                            @Override
                            public void add(AsciiString part) {
                                fed.append(part);
                            }

                            @Override
                            public void endString() {
                                fed.append('|');
                            }
                        });
        assertEquals(text, fed.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "from", "header:", "header:a b", "header", "Call-ID"})
    void shouldRefuseOtherParts(String text) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> HashKey.Part.parse(text));
        assertEquals(
                "hash-key: " + text + " (expected: " + HashKey.Part.FORM + ")", e.getMessage());
    }

    @Test
    void shouldTellWhetherThereIsAKey() {
        KamailioHash without = new KamailioHash();
        key("header:X-None").feed(REQUEST, without);
        assertFalse(without.any());
        KamailioHash with = new KamailioHash();
        key("header:X-Tenant").feed(REQUEST, with);
        assertTrue(with.any());
    }

    /** Worked out by hand: one word of four bytes, or of what is left. */
    @ParameterizedTest
    @CsvSource({"a, 109", "ab, 27998", "abcd, 1834959896"})
    void shouldHashAsKamailioDoes(String text, int expected) {
        KamailioHash hash = new KamailioHash();
        hash.add(new AsciiString(text));
        assertEquals(expected, hash.value());
    }

    @Test
    void shouldHashOneTextInPiecesAsAWholeAndTwoTextsApart() {
        assertEquals(hash("abcdefg"), hash("abc", "defg"));
        KamailioHash two = new KamailioHash();
        two.add(new AsciiString("abc"));
        two.endString();
        two.add(new AsciiString("defg"));
        assertTrue(two.value() != hash("abcdefg"));
    }

    private static int hash(String... pieces) {
        KamailioHash hash = new KamailioHash();
        for (String piece : pieces) {
            hash.add(new AsciiString(piece));
        }
        return hash.value();
    }

    private static HashKey key(String parts) {
        List<HashKey.Part> all = Stream.of(parts.split(" ")).map(HashKey.Part::parse).toList();
        return new HashKey(all);
    }
}
