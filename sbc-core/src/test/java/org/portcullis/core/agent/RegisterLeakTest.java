package org.portcullis.core.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;

/**
 * A phone and a registrar that tell of themselves wherever REGISTER and its responses have room for
 * it: neither is seen by the other.
 */
class RegisterLeakTest {
    private static final List<String> OF_PHONE =
            List.of("192.168.", "192.0.2.9", "40001", "phone-call", "marker", "secret");
    private static final List<String> OF_REGISTRAR = List.of("10.0.0.", "marker", "secret", "reg-");

    private static final String HEADERS =
            """
            Accept-Contact: *;marker
            Call-Info: <http://marker.internal/icon>;purpose=icon
            Flow-Timer: 77
            Organization: Marker Ltd
            P-Access-Network-Info: marker
            P-Asserted-Identity: <sip:marker@marker.internal>
            P-Preferred-Identity: <sip:marker@marker.internal>
            P-Visited-Network-ID: marker
            Security-Client: marker
            Security-Server: marker
            Server: SecretPbx 7.1
            Service-Route: <sip:marker.internal;lr>
            Supported: secret
            User-Agent: SecretPhone 3.2
            Warning: 399 marker.internal "secret"
            X-Marker: 192.168.7.7, 10.0.0.11
            Expires: 300 (at 10.0.0.77)
            Retry-After: 30 (marker);duration=9
            Allow: INVITE, MARKER
            Allow-Events: presence, secret-event
            """;

    private final RelayBorder border = new RelayBorder();
    private final Party pbx = border.pbx;
    private final Registrant phone = new Registrant(border, "udp", "192.0.2.9:40001");

    @AfterEach
    void shouldHoldNothingInTheEnd() {
        border.bindings.clear();
        border.assertNothingHeld();
    }

    @Test
    void shouldShowNeitherSideToTheOther() {
        phone.register(
                HEADERS
                        + "Path: <sip:marker.internal;lr>\n"
                        + "Contact: \"Marker\" <sip:marker@192.168.7.7:5066;x=marker?Marker=1>"
                        + ";+sip.instance=\"<marker@192.168.7.7>\";marker;methods=\"MARKER\"\n");
        SipRequest register = pbx.request("REGISTER");
        assertTellsNothingOf(register, OF_PHONE);
        String contact = register.header(HeaderName.CONTACT).orElseThrow().toString();
        pbx.answer(
                register,
                200,
                HEADERS
                        + ("Contact: \"Marker\" " + contact + ";expires=300;marker;")
                        + "pub-gruu=\"sip:marker@10.0.0.11;gr=x\", <sip:marker@10.0.0.77>\n"
                        + "Date: at marker.internal\n"
                        + "P-Associated-URI: <sip:100@10.0.0.11;marker>;marker\n"
                        + "Path: <sip:10.0.0.77;lr>\n");
        // Its own Path, and its own Contact, which a phone must see again.
        String seen = phone.response(200).toString();
        String own = "<sip:marker@192.168.7.7:5066;x=marker>";
        assertFalse(!seen.contains(own), seen);
        String rest = seen.replace(own, "").replace("<sip:marker.internal;lr>", "");
        assertTellsNothingOf(rest, OF_REGISTRAR);
        assertEquals(1, border.bindings.live());
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 401, 403, 407, 420, 423, 480, 494, 503, 606})
    void shouldShowNothingOfARegistrarThatRefuses(int status) {
        phone.register("Contact: <sip:100@192.168.7.7>\n");
        pbx.answer(
                pbx.request("REGISTER"),
                status,
                HEADERS
                        + "Contact: <sip:marker@10.0.0.77>\n"
                        + "Unsupported: marker\n"
                        + "WWW-Authenticate: Digest realm=\"pbx\", domain=\"sip:10.0.0.11 sip:marker\","
                        + " nonce=\"n\"\n");
        assertTellsNothingOf(phone.flow.take(), OF_REGISTRAR);
    }

    private static void assertTellsNothingOf(SipMessage message, List<String> markers) {
        assertTellsNothingOf(message.toString(), markers);
    }

    private static void assertTellsNothingOf(String text, List<String> markers) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (String marker : markers) {
            assertFalse(lower.contains(marker), () -> marker + " in " + text);
        }
    }
}
