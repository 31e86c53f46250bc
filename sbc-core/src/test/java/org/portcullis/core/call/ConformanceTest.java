package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.transport.socket.TestInbound;

/**
 * The messages of RFC 4475 and RFC 5118 through the whole stack: parser, sanity, transactions,
 * calls. The last column of each table says what must come of a message: {@code forward} for an
 * INVITE that goes on to the callee, the status code and reason phrase of the answer, or {@code
 * drop}.
 */
class ConformanceTest {
    private final Border border = Border.unguarded();

    @ParameterizedTest(name = "{0}: {2}")
    @CsvFileSource(resources = "/rfc4475/expected.tsv", delimiter = '\t', numLinesToSkip = 1)
    void shouldHandleRfc4475(String file, String parsed, String outcome, String reason) {
        assertEquals(outcome, outcome("/rfc4475/" + file + ".dat"), reason);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvFileSource(resources = "/rfc5118/expected.tsv", delimiter = '\t', numLinesToSkip = 1)
    void shouldHandleRfc5118(String file, String parsed, String outcome, String reason) {
        assertEquals(outcome, outcome("/rfc5118/" + file + ".dat"), reason);
    }

    private String outcome(String resource) {
        TestFlow flow = border.caller.flow;
        new TestInbound(border.time, flow, border.layer::received).receive(bytes(resource), false);
        assertEquals(0, border.time.bugs());
        StringBuilder outcome = new StringBuilder();
        while (!flow.idle()) {
            SipResponse response = (SipResponse) flow.take();
            if (response.status() > 100) {
                outcome.append(response.status()).append(' ').append(response.reason());
                append(outcome, response, HeaderName.UNSUPPORTED);
                append(outcome, response, HeaderName.ACCEPT);
            }
        }
        Peer callee = border.callees.getFirst();
        while (!callee.idle()) {
            SipMessage message = callee.flow.take();
            outcome.append("forward ").append(((SipRequest) message).requestUri().text());
        }
        holdNothing();
        return outcome.isEmpty() ? "drop" : outcome.toString();
    }

    private static void append(StringBuilder outcome, SipMessage response, HeaderName name) {
        response.header(name)
                .ifPresent(v -> outcome.append("; ").append(name).append(": ").append(v));
    }

    private void holdNothing() {
        border.manager.releaseAll(border.time.nowNanos());
        border.time.pass(400_000);
        assertEquals(0, border.layer.size());
        assertEquals(0, border.time.loop().timers().size());
        assertEquals(0, border.ticketsOut);
        assertEquals(0, border.numbersOut);
        assertEquals(0, border.leavingOut());
    }

    private static byte[] bytes(String resource) {
        try (InputStream in = ConformanceTest.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new AssertionError("no resource " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
