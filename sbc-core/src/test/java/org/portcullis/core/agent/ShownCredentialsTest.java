package org.portcullis.core.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.testkit.Messages;

class ShownCredentialsTest {

    @Test
    void shouldLeaveOutWhatWasShownToUsAndNothingElse() {
        String ours =
                "Authorization: Digest username=\"a\", realm=\"si\\\\p\", nonce=\"n\","
                        + " uri=\"sip:b\", response=\"r\"\n";
        String others = ours.replace("si\\\\p", "pbx");
        String basic = "Authorization: Basic QQ==\n";
        String text =
                """
                REGISTER sip:b SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1
                From: <sip:a@b>;tag=1
                To: <sip:a@b>
                Call-ID: 1
                CSeq: 1 REGISTER
                %sX-Other: 1
                Content-Length: 5

                v=0
                """;
        SipRequest request =
                Messages.request(
                        text.formatted(ours + others + basic + ours.replace("Auth", "Proxy-Auth")));
        SipRequest left = ShownCredentials.without(request, "si\\p", new MessageWriter());
        String expected =
                text.formatted(others + basic)
                        .replace("Content-Length: 5\n", "")
                        .replace("\n\nv=0", "\nContent-Length: 5\n\nv=0");
        assertEquals(expected.replace("\n", "\r\n"), left.toString());
        assertEquals(request.topVia().branch(), left.topVia().branch());
    }
}
