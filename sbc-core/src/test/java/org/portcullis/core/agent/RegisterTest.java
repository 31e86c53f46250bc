package org.portcullis.core.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.registration.RegistrationSettings;
import org.portcullis.core.runtime.Identifiers;
import org.portcullis.core.testkit.Messages;

/** REGISTER through the box: what the registrar sees, what the phone sees, what is kept. */
class RegisterTest {
    private static final String HOME = "<sip:100@192.168.7.7:5066;line=9>";
    private static final String CONTACT = "Contact: " + HOME + "\n";
    private static final String INSTANCE =
            ";+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-000a95a0e128>\";reg-id=1";

    private static final long SECOND = 1_000_000_000;

    private final RelayBorder border = new RelayBorder();
    private final Party pbx = border.pbx;
    private final Registrant phone = new Registrant(border, "udp", "192.0.2.9:40001");

    @AfterEach
    void shouldHoldNothingInTheEnd() {
        border.bindings.clear();
        assertEquals(0, border.sources.of(phone.flow.remote().getAddress()));
        border.assertNothingHeld();
        assertEquals(0, phone.flow.watchers());
    }

    @Test
    void shouldShowTheRegistrarAContactOfOursOnly() {
        phone.register("Contact: \"Desk\" " + HOME + ";q=0.7;expires=600;methods=\"INVITE\"\n");
        assertEquals(1, border.ticketsOut);
        SipRequest register = pbx.request("REGISTER");
        assertEquals("sip:10.0.0.11:5060", register.requestUri().text().toString());
        assertEquals("\"Alice\" <sip:100@10.0.0.11:5060>", untagged(register, HeaderName.FROM));
        assertEquals("<sip:100@10.0.0.11:5060>", value(register, HeaderName.TO));
        assertEquals(1, register.cseq().number());
        assertFalse(register.has(HeaderName.EXPIRES));
        assertEquals(
                "<sip:" + token(register) + "@10.0.0.1:5060>;q=0.7;expires=600",
                value(register, HeaderName.CONTACT));
        assertTrue(Identifiers.isFlowToken(token(register)));
        assertEquals(0, Identifiers.ownerOfFlowToken(token(register), 4));
        assertEquals(0, border.bindings.live(), "nobody is bound before the registrar says so");
        pbx.answer(register, 200, listed(register, 300) + "Date: Sat, 13 Nov 2010 23:29:00 GMT\n");
        SipResponse ok = phone.response(200);
        assertEquals(HOME + ";q=0.7;expires=300", value(ok, HeaderName.CONTACT));
        assertEquals("Sat, 13 Nov 2010 23:29:00 GMT", value(ok, HeaderName.DATE));
        assertEquals(1, border.bindings.live());
        assertEquals(1, count("registered"));
        assertEquals(0, border.ticketsOut);
    }

    @Test
    void shouldPassChallengeAndCredentialsUnchanged() {
        phone.register(CONTACT);
        SipRequest first = pbx.request("REGISTER");
        String challenge = "Digest realm=\"10.0.0.11\", nonce=\"a,b\\\"c\", qop=\"auth,auth-int\"";
        pbx.answer(
                first,
                401,
                "WWW-Authenticate: " + challenge + ", domain=\"sip:10.0.0.11\", opaque=\"x\"\n");
        SipResponse challenged = phone.response(401);
        assertEquals(challenge + ", opaque=\"x\"", value(challenged, HeaderName.WWW_AUTHENTICATE));
        assertEquals(1, count("challenged"));
        assertEquals(0, border.bindings.live());
        String credentials =
                "Digest username=\"100\", realm=\"10.0.0.11\", nonce=\"a,b\\\"c\","
                        + " uri=\"sip:sbc.example\", response=\"00\"";
        phone.register(CONTACT + "Authorization: " + credentials + "\n");
        SipRequest second = pbx.request("REGISTER");
        assertEquals(credentials, value(second, HeaderName.AUTHORIZATION));
        pbx.answer(second, 200, listed(second, 60) + "Authentication-Info: nextnonce=\"d\"\n");
        SipResponse ok = phone.response(200);
        assertEquals("nextnonce=\"d\"", value(ok, HeaderName.AUTHENTICATION_INFO));
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 407, 423, 500, 404})
    void shouldPassARefusal(int status) {
        phone.register(CONTACT + "Expires: 10\n");
        SipRequest register = pbx.request("REGISTER");
        assertEquals("10", value(register, HeaderName.EXPIRES));
        pbx.answer(
                register,
                status,
                "Min-Expires: 60\nProxy-Authenticate: Digest realm=\"r\", nonce=\"n\"\n");
        SipResponse refused = phone.response(status);
        assertEquals("60", value(refused, HeaderName.MIN_EXPIRES));
        assertEquals(
                "Digest realm=\"r\", nonce=\"n\"", value(refused, HeaderName.PROXY_AUTHENTICATE));
        assertEquals(0, border.bindings.live());
    }

    @Test
    void shouldKeepTokenAndCallIdOverRefreshes() {
        SipRequest first = bind(CONTACT, 600);
        SipRequest second = bind(CONTACT, 600);
        assertEquals(token(first), token(second));
        assertEquals(first.callId(), second.callId());
        assertEquals(2, second.cseq().number());
        assertEquals(1, count("refreshed"));
        assertEquals(1, border.bindings.live());
        assertEquals(1, border.sources.of(phone.flow.remote().getAddress()));
    }

    @Test
    void shouldMakeAnewWhatARebootedPhoneRegisters() {
        phone.register("Supported: outbound\nContact: " + HOME + INSTANCE + "\n");
        SipRequest first = pbx.request("REGISTER");
        pbx.answer(first, 200, listed(first, 600));
        assertEquals("outbound", value(phone.response(200), HeaderName.REQUIRE));
        Registrant rebooted = new Registrant(border, "tcp", "192.0.2.9:50123");
        rebooted.callId = "after the reboot".replace(' ', '-');
        rebooted.register(
                "Supported: outbound\nContact: <sip:100@192.168.7.7:50123;transport=tcp>"
                        + INSTANCE
                        + "\n");
        SipRequest second = pbx.request("REGISTER");
        assertEquals(token(first), token(second));
        assertNotEquals(first.callId(), second.callId(), "its sequence numbers begin again");
        pbx.answer(second, 200, listed(second, 600));
        SipResponse ok = rebooted.response(200);
        assertEquals(1, ok.values(HeaderName.CONTACT).size());
        assertTrue(value(ok, HeaderName.CONTACT).contains(INSTANCE), ok.toString());
        assertEquals(1, border.bindings.live());
        SipRequest message = message(token(first));
        assertTrue(phone.flow.idle());
        assertEquals(
                "sip:100@192.168.7.7:50123;transport=tcp",
                rebooted.request("MESSAGE").requestUri().text().toString());
        assertEquals("MESSAGE", message.method().name().toString());
        rebooted.flow.fail();
        pbx.forget();
    }

    @Test
    void shouldNotHeedARegIdOfAPhoneThatDoesNotKnowOutbound() {
        phone.register("Contact: " + HOME + INSTANCE + "\n");
        SipRequest register = pbx.request("REGISTER");
        assertFalse(value(register, HeaderName.CONTACT).contains("reg-id"));
        assertTrue(value(register, HeaderName.CONTACT).contains("+sip.instance"));
        pbx.answer(register, 200, listed(register, 600) + "Require: outbound\nFlow-Timer: 9\n");
        SipResponse ok = phone.response(200);
        assertFalse(ok.has(HeaderName.REQUIRE));
        assertFalse(ok.has(HeaderName.FLOW_TIMER));
    }

    @Test
    void shouldRegisterSeveralContactsAndTellOfAllThatCameThroughUs() {
        String other = "<sip:100@192.168.7.8>";
        phone.register("Contact: " + HOME + ", " + other + ";q=0.1\nExpires: 600\n");
        SipRequest register = pbx.request("REGISTER");
        List<AsciiString> contacts = register.values(HeaderName.CONTACT);
        assertEquals(2, contacts.size());
        assertNotEquals(user(contacts.get(0)), user(contacts.get(1)));
        pbx.answer(
                register,
                200,
                "Contact: "
                        + contacts.get(1)
                        + ";expires=500, <sip:100@10.0.0.77>;expires=99, "
                        + contacts.get(0)
                        + ";expires=400\n");
        assertEquals(
                List.of(HOME + ";expires=400", other + ";q=0.1;expires=500"),
                strings(phone.response(200).values(HeaderName.CONTACT)));
        assertEquals(2, border.bindings.live());

        phone.register("");
        SipRequest query = pbx.request("REGISTER");
        assertFalse(query.has(HeaderName.CONTACT));
        pbx.answer(query, 200, "Contact: " + contacts.get(0) + ";expires=55\n");
        assertEquals(HOME + ";expires=55", value(phone.response(200), HeaderName.CONTACT));

        phone.register("Contact: " + other + ";expires=0\n");
        SipRequest removal = pbx.request("REGISTER");
        assertEquals(user(contacts.get(1)), token(removal).toString());
        pbx.answer(removal, 200, "Contact: " + contacts.get(0) + ";expires=50\n");
        assertEquals(HOME + ";expires=50", value(phone.response(200), HeaderName.CONTACT));
        assertEquals(1, border.bindings.live());
        assertEquals(1, count("removed"));
    }

    @Test
    void shouldRemoveEverythingForAStar() {
        bind(CONTACT, 600);
        phone.register("Contact: *\nExpires: 0\n");
        SipRequest removal = pbx.request("REGISTER");
        assertEquals("*", value(removal, HeaderName.CONTACT));
        assertEquals("0", value(removal, HeaderName.EXPIRES));
        pbx.answer(removal, 503);
        phone.response(503);
        assertEquals(1, border.bindings.live(), "it stands until the registrar says otherwise");
        phone.register("Contact: *\nExpires: 0\n");
        pbx.answer(pbx.request("REGISTER"), 200, "Contact: <sip:100@10.0.0.77>\n");
        assertFalse(phone.response(200).has(HeaderName.CONTACT));
        assertEquals(0, border.bindings.live());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Contact: *\n",
                "Contact: *\nExpires: 60\n",
                "Contact: <tel:+4930>\n",
                "Supported: outbound\nContact: <sip:a@1.2.3.4>;reg-id=1, <sip:b@1.2.3.4>;reg-id=2\n"
            })
    void shouldRefuseWhatMakesNoSense(String headers) {
        phone.register(headers);
        phone.response(400);
        assertEquals(1, count("invalid"));
        pbx.assertIdle();
    }

    @Test
    void shouldRefuseAnExtensionItDoesNotKnowAndNameIt() {
        phone.register(CONTACT + "Require: outbound, gruu, path\n");
        assertEquals("gruu", value(phone.response(420), HeaderName.UNSUPPORTED));
        pbx.assertIdle();
    }

    @Test
    void shouldRefuseWhatComesOutOfOrder() {
        phone.cseq = 5;
        bind(CONTACT, 600);
        phone.cseq = 4;
        phone.register(CONTACT);
        phone.response(400);
        phone.cseq = 3;
        phone.register("Contact: *\nExpires: 0\n");
        phone.response(400);
        pbx.assertIdle();
        phone.callId = "another-call";
        phone.cseq = 0;
        bind(CONTACT, 600);
        assertEquals(1, border.bindings.live());
    }

    @Test
    void shouldNotTakeAnAnswerThatCameTooLateForTheBinding() {
        phone.register("Contact: " + HOME + ";expires=60\n");
        SipRequest slow = pbx.request("REGISTER");
        bind("Contact: " + HOME + ";q=0.9\n", 600);
        long refreshed = count("refreshed");
        pbx.answer(slow, 200, listed(slow, 60));
        phone.response(200);
        assertEquals(refreshed, count("refreshed"));
    }

    @Test
    void shouldAnswerARetransmissionWithoutAskingAgain() {
        SipRequest register = phone.register(CONTACT);
        SipRequest relayed = pbx.request("REGISTER");
        phone.send(register);
        pbx.assertIdle();
        pbx.answer(relayed, 200, listed(relayed, 600));
        SipResponse ok = phone.response(200);
        phone.send(register);
        assertEquals(ok.toString(), phone.response(200).toString());
        pbx.assertIdle();
    }

    @Test
    void shouldForgetWhatExpiresShortlyAfterwards() {
        SipRequest register = bind(CONTACT, 60);
        border.time.pass(60_000 + 9_000);
        answerKeepAlives();
        assertEquals(1, border.bindings.live());
        border.time.pass(2_000);
        assertEquals(0, border.bindings.live());
        assertEquals(1, count("expired"));
        message(token(register));
        pbx.response(430);
    }

    @Test
    void shouldTakeTheExpiryFromWhereTheRegistrarSaysIt() {
        phone.register(CONTACT + "Expires: 60\n");
        SipRequest register = pbx.request("REGISTER");
        pbx.answer(
                register,
                200,
                "Contact: " + value(register, HeaderName.CONTACT) + "\nExpires: 90\n");
        assertEquals(HOME + ";expires=90", value(phone.response(200), HeaderName.CONTACT));
        phone.register("Contact: " + HOME + ";expires=70\n");
        pbx.answer(pbx.request("REGISTER"), 200, "X-Lists: nothing\nContact: <sip:box>\n");
        assertFalse(phone.response(200).has(HeaderName.CONTACT), "not among those it lists");
        assertEquals(0, border.bindings.live());
    }

    @Test
    void shouldAnswer503WhenThereIsNoRoom() {
        bind("Contact: <sip:100@192.168.7.1>, <sip:100@192.168.7.2>\n", 600);
        phone.register("Contact: <sip:100@192.168.7.3>\n");
        assertTrue(phone.response(503).has(HeaderName.RETRY_AFTER));
        assertEquals(1, count("full"));
        phone.register("Contact: <sip:100@192.168.7.2>\n");
        pbx.answer(pbx.request("REGISTER"), 403);
        phone.response(403);
        border.bindings.use(new RegistrationSettings(1, 30 * SECOND), border.time.nowNanos());
        assertEquals(2, border.bindings.live(), "what stands stays");
        border.bindings.use(new RegistrationSettings(3, 30 * SECOND), border.time.nowNanos());
        phone.register("Contact: <sip:100@192.168.7.3>\n");
        pbx.answer(pbx.request("REGISTER"), 403);
        phone.response(403);
        phone.register("Contact: <sip:100@192.168.7.3>;expires=0\n");
        pbx.answer(pbx.request("REGISTER"), 200);
        phone.response(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "OPTIONS", "NOTIFY", "INFO-LIKE"})
    void shouldBringRequestsForATokenToThePhoneOverItsFlow(String method) {
        SipRequest register = bind(CONTACT, 600);
        String event = method.equals("NOTIFY") ? "Event: keep-alive\n" : "";
        pbx.send(toToken(method, token(register), event));
        SipRequest arrived = phone.request(method);
        assertEquals("sip:100@192.168.7.7:5066;line=9", arrived.requestUri().text().toString());
        assertFalse(arrived.toString().contains("10.0.0."), arrived.toString());
        assertFalse(arrived.toString().contains("reg-"), arrived.toString());
        phone.answer(arrived, 200);
        SipResponse ok = pbx.response(200);
        assertFalse(ok.toString().contains("192.168."), ok.toString());
    }

    @Test
    void shouldAnswer430WhenTheFlowHasFailed() {
        Registrant other = new Registrant(border, "tcp", "192.0.2.9:40002");
        other.register(CONTACT);
        SipRequest register = pbx.request("REGISTER");
        pbx.answer(register, 200, listed(register, 600));
        other.response(200);
        assertTrue(other.flow.watchers() > 0);
        other.flow.failTwice();
        assertEquals(0, border.bindings.live());
        assertEquals(1, count("disconnected"));
        message(token(register));
        pbx.response(430);
        other.flow.fail();
    }

    @Test
    void shouldFollowAPhoneToANewConnection() {
        Registrant first = new Registrant(border, "tcp", "192.0.2.9:40002");
        first.register(CONTACT);
        SipRequest register = pbx.request("REGISTER");
        pbx.answer(register, 200, listed(register, 600));
        first.response(200);
        Registrant second = first.over("tcp", "192.0.2.9:40003");
        second.register(CONTACT);
        SipRequest again = pbx.request("REGISTER");
        assertEquals(token(register), token(again));
        pbx.answer(again, 200, listed(again, 600));
        second.response(200);
        border.time.pass(40_000);
        assertEquals(0, first.flow.watchers());
        first.flow.fail();
        assertEquals(1, border.bindings.live());
        message(token(register));
        second.answer(second.request("MESSAGE"), 200);
        pbx.response(200);
    }

    @Test
    void shouldAskAPhoneBehindANatWhetherItIsThere() {
        bind(CONTACT, 3600);
        long sent = 0;
        for (int i = 0; i < 600; i++) {
            border.time.pass(500);
            sent += answerKeepAlives();
        }
        // 300 s at 22.6 to 30 s each
        assertTrue(sent >= 10 && sent <= 13, "sent: " + sent);
    }

    @Test
    void shouldAskAPhoneAsOftenAsChangedSettingsSay() {
        bind(CONTACT, 36_000);
        border.bindings.use(new RegistrationSettings(2, 0), border.time.nowNanos());
        assertEquals(0, keepAlives(300), "never");
        border.bindings.use(new RegistrationSettings(2, 3_600 * SECOND), border.time.nowNanos());
        assertEquals(0, keepAlives(300), "hardly ever");
        border.bindings.use(new RegistrationSettings(2, 10 * SECOND), border.time.nowNanos());
        long sent = keepAlives(300);
        assertTrue(sent >= 29 && sent <= 40, "sent: " + sent);
        border.time.pass(8_000);
        border.bindings.use(new RegistrationSettings(2, 0), border.time.nowNanos());
        keepAlives(10);
        assertEquals(0, keepAlives(300), "never, after the question that was under way");
    }

    private long keepAlives(int seconds) {
        long sent = 0;
        for (int i = 0; i < 2 * seconds; i++) {
            border.time.pass(500);
            sent += answerKeepAlives();
        }
        return sent;
    }

    @Test
    void shouldNotAskAPhoneThatIsWhereItSays() {
        bind("Contact: <sip:100@192.0.2.9:40001>\n", 3600);
        border.time.pass(300_000);
        assertTrue(phone.flow.idle());
    }

    @Test
    void shouldKeepTheProxiesBeforeThePhone() {
        phone.register(CONTACT + "Path: <sip:edge.example;lr>\nSupported: path\n");
        SipRequest register = pbx.request("REGISTER");
        assertFalse(register.has(HeaderName.PATH));
        pbx.answer(register, 200, listed(register, 600) + "Path: <sip:10.0.0.77;lr>\n");
        assertEquals("<sip:edge.example;lr>", value(phone.response(200), HeaderName.PATH));
        message(token(register));
        SipRequest message = phone.request("MESSAGE");
        assertEquals("<sip:edge.example;lr>", value(message, HeaderName.ROUTE));
        phone.answer(message, 200);
        pbx.response(200);
    }

    @Test
    void shouldNameTheUsersOfTheRegistrarAtOurAddress() {
        phone.register(CONTACT);
        SipRequest register = pbx.request("REGISTER");
        pbx.answer(
                register,
                200,
                listed(register, 600)
                        + "P-Associated-URI: <sip:+4930@10.0.0.11>, <tel:+4931>\n"
                        + "Service-Route: <sip:10.0.0.11;lr>\n");
        SipResponse ok = phone.response(200);
        assertEquals(
                List.of("<sip:+4930@192.0.2.1:5060>", "<tel:+4931>"),
                strings(ok.values(HeaderName.P_ASSOCIATED_URI)));
        assertFalse(ok.has(HeaderName.SERVICE_ROUTE));
    }

    @Test
    void shouldNotLetAPhoneUseATokenOfAnother() {
        SipRequest register = bind(CONTACT, 600);
        Registrant other = new Registrant(border, "udp", "192.0.2.66:5060");
        other.send(toToken("MESSAGE", token(register), ""));
        other.response(430);
        assertTrue(phone.flow.idle());
    }

    private SipRequest bind(String contact, int seconds) {
        phone.register(contact);
        SipRequest register = pbx.request("REGISTER");
        pbx.answer(register, 200, listed(register, seconds));
        phone.response(200);
        return register;
    }

    private int answerKeepAlives() {
        int count = 0;
        for (; !phone.flow.idle(); count++) {
            SipRequest options = phone.request("OPTIONS");
            assertFalse(options.toString().contains("10.0.0."), options.toString());
            phone.answer(options, 200);
        }
        return count;
    }

    private SipRequest message(AsciiString token) {
        SipRequest message = toToken("MESSAGE", token, "");
        pbx.send(message);
        return message;
    }

    private int requests;

    private SipRequest toToken(String method, AsciiString token, String headers) {
        int number = ++requests;
        return Messages.request(
                method
                        + (" sip:" + token + "@10.0.0.1:5060 SIP/2.0\n")
                        + ("Via: SIP/2.0/UDP 10.0.0.11;branch=z9hG4bKpbx" + number + '\n')
                        + "From: <sip:200@10.0.0.11>;tag=pbx\n"
                        + "To: <sip:100@10.0.0.11>\n"
                        + ("Call-ID: pbx-" + number + "\n")
                        + ("CSeq: 1 " + method + '\n')
                        + "Contact: <sip:10.0.0.11>\n"
                        + headers
                        + "Content-Length: 0\n\n");
    }

    /** The Contacts of a REGISTER as a registrar lists them. */
    private static String listed(SipRequest register, int seconds) {
        StringBuilder list = new StringBuilder();
        for (AsciiString contact : register.values(HeaderName.CONTACT)) {
            String address = contact.toString().substring(0, contact.indexOf('>', 0) + 1);
            list.append("Contact: " + address + ";expires=" + seconds + '\n');
        }
        return list.toString();
    }

    private long count(String result) {
        return border.count("portcullis_registration_events_total", "result", result);
    }

    private static AsciiString token(SipRequest register) {
        return register.contacts().getFirst().uri().user();
    }

    private static String user(AsciiString contact) {
        return contact.toString().substring(5, contact.indexOf('@', 0));
    }

    private static List<String> strings(List<AsciiString> values) {
        return values.stream().map(AsciiString::toString).toList();
    }

    private static String untagged(SipRequest request, HeaderName name) {
        String value = value(request, name);
        return value.substring(0, value.indexOf(";tag="));
    }

    private static String value(SipMessage message, HeaderName name) {
        return message.header(name).orElseThrow(() -> new AssertionError(message)).toString();
    }
}
