package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;
import org.portcullis.core.registration.Aor;
import org.portcullis.core.registration.Arrival;
import org.portcullis.core.registration.ContactField;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.topology.HeaderPolicy;
import org.portcullis.core.topology.HeaderRules;
import org.portcullis.core.topology.IdentityPolicy;
import org.portcullis.core.topology.NumberFormat;
import org.portcullis.core.transport.Trust;

/** Calls to and from a phone that has registered through the box. */
class RegisteredCallTest {
    private static final Origin PHONES = new Origin.Trunk("carrier");
    private static final AsciiString NONE = AsciiString.EMPTY_STRING;

    private final Border border = new Border();
    private final Peer caller = border.caller;
    private final Peer pbx = border.callees.get(0);
    private final TestFlow connection =
            new TestFlow("outside", Trust.UNTRUSTED, "tcp:192.0.2.1:5060", "192.0.2.77:40001");
    private final Peer phone = new Peer(border, connection, "phone");
    private final AsciiString token = border.time.loop().ids().flowToken();

    @BeforeEach
    void register() {
        SipUri contact =
                (SipUri) Uri.parse(AsciiString.of("sip:100@192.168.7.7:5066;line=9")).orElseThrow();
        border.bindings.bind(
                new Aor(PHONES, AsciiString.of("100")),
                token,
                AsciiString.of("outward"),
                new ContactField(contact, NONE, NONE, 0, -1),
                new Arrival(connection, AsciiString.of("call"), 1, List.of()),
                3600,
                border.time.nowNanos());
    }

    @AfterEach
    void shouldHoldNothingInTheEnd() {
        border.bindings.clear();
        border.time.pass(100_000);
        assertEquals(0, border.manager.live());
        assertEquals(0, border.layer.size());
        assertEquals(0, border.ticketsOut);
        assertEquals(0, border.time.bugs());
        assertEquals(0, border.time.loop().timers().size());
        assertEquals(0, connection.watchers());
    }

    @Test
    void shouldCallThePhoneAndStayOnItsConnection() {
        pbx.send(invite(token));
        SipRequest invite = phone.request("INVITE");
        assertEquals("sip:100@192.168.7.7:5066;line=9", invite.requestUri().text().toString());
        assertFalse(invite.toString().contains("10.0.0."), invite.toString());
        assertEquals(100, pbx.status());
        phone.answer(invite, 200, "v=phone");
        SipResponse ok = pbx.response(200);
        assertFalse(ok.toString().contains("192.168."), ok.toString());
        assertFalse(ok.toString().contains("192.0.2."), ok.toString());
        phone.request("ACK");
        border.manager.releaseAll(border.time.nowNanos());
        phone.answer(phone.request("BYE"), 200, "");
        while (!pbx.idle()) {
            if (pbx.flow.take() instanceof SipRequest bye) {
                pbx.answer(bye, 200, "");
            }
        }
    }

    @Test
    void shouldAnswer430WhereNoPhoneIsRegistered() {
        connection.fail();
        pbx.send(invite(token));
        assertEquals(100, pbx.status());
        SipResponse failed = pbx.response(430);
        assertEquals("Flow Failed", failed.reason().toString());
        assertTrue(phone.idle());
        pbx.send(ack(token, failed));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 407})
    void shouldLetAPhoneAnswerTheChallengesOfItsPbx(int status) {
        border.profiles.put(PHONES, PeerProfile.DEFAULT.registering());
        border.profiles.put(new Origin.Dispatcher("pbx"), trusted());
        assertEquals(status, challenged(status));
        caller.invite("v=caller", "Proxy-Authorization: Digest username=\"100\", response=\"x\"");
        SipRequest invite = pbx.request("INVITE");
        assertEquals(
                "Digest username=\"100\", response=\"x\"",
                invite.header(HeaderName.PROXY_AUTHORIZATION).orElseThrow().toString());
        assertEquals(100, caller.status());
        pbx.answer(invite, 404, "");
        pbx.request("ACK");
        assertEquals(404, caller.status());
    }

    @Test
    void shouldKeepTheChallengesOfOthersFromAPhone() {
        border.profiles.put(PHONES, PeerProfile.DEFAULT.registering());
        assertEquals(403, challenged(407));
        caller.invite("v=caller", "Proxy-Authorization: Digest username=\"100\", response=\"x\"");
        SipRequest invite = pbx.request("INVITE");
        assertFalse(invite.has(HeaderName.PROXY_AUTHORIZATION));
        assertEquals(100, caller.status());
        pbx.answer(invite, 404, "");
        pbx.request("ACK");
        assertEquals(404, caller.status());
    }

    private int challenged(int status) {
        caller.invite("v=caller");
        SipRequest invite = pbx.request("INVITE");
        assertEquals(100, caller.status());
        border.layer.received(
                Messages.answer(
                        invite,
                        status,
                        "pbx",
                        "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\"\n"),
                pbx.flow,
                border.time.nowNanos());
        pbx.request("ACK");
        SipResponse response = (SipResponse) caller.flow.take();
        assertEquals(response.status() != 403, response.has(HeaderName.PROXY_AUTHENTICATE));
        return response.status();
    }

    private static PeerProfile trusted() {
        PeerProfile plain = PeerProfile.DEFAULT;
        return new PeerProfile(
                new HeaderPolicy(
                        HeaderRules.NONE,
                        HeaderRules.NONE,
                        Set.of(),
                        IdentityPolicy.TRUSTED,
                        NumberFormat.NONE),
                plain.reliableProvisionals(),
                plain.sessionTimer(),
                plain.refer(),
                0,
                0,
                0,
                0,
                plain.causes());
    }

    private static SipRequest invite(AsciiString token) {
        return Messages.request(
                ("INVITE sip:" + token + "@10.0.0.1:5060 SIP/2.0\n")
                        + "Via: SIP/2.0/UDP 10.0.0.11:5060;branch=z9hG4bKpbx1\n"
                        + "From: <sip:200@10.0.0.11>;tag=pbx\n"
                        + "To: <sip:100@10.0.0.11>\n"
                        + "Call-ID: from-pbx\nCSeq: 1 INVITE\n"
                        + "Contact: <sip:pbx@10.0.0.11:5060>\n"
                        + "Content-Type: application/sdp\nContent-Length: 5\n\nv=pbx");
    }

    private static SipRequest ack(AsciiString token, SipResponse response) {
        return Messages.request(
                ("ACK sip:" + token + "@10.0.0.1:5060 SIP/2.0\n")
                        + "Via: SIP/2.0/UDP 10.0.0.11:5060;branch=z9hG4bKpbx1\n"
                        + "From: <sip:200@10.0.0.11>;tag=pbx\n"
                        + ("To: <sip:100@10.0.0.11>;tag=" + response.to().tag().orElseThrow())
                        + "\nCall-ID: from-pbx\nCSeq: 1 ACK\nContent-Length: 0\n\n");
    }
}
