package org.portcullis.core.agent;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/**
 * A far side that tells of itself wherever a message has room for it: nothing of that is seen on
 * the near side, in either direction.
 */
class RelayLeakTest {
    /** What no message to the other side may contain, in any case. */
    private static final List<String> MARKERS =
            List.of("10.0.0.", "2001:db8", "marker", "secret", "192.0.2.9", "far.example");

    /** Every header in which a message can tell of its sender, and some that none has heard of. */
    private static final String HEADERS =
            """
            Record-Route: <sip:marker.internal;lr>
            Accept-Contact: *;marker
            Alert-Info: <http://marker.internal/ring>
            Authentication-Info: nextnonce="marker"
            Call-Info: <http://10.0.0.77/icon>;purpose=icon
            Content-Disposition: render
            Date: Sat, 13 Nov 2010 23:29:00 GMT
            Diversion: <sip:marker@10.0.0.77>;reason=unconditional
            Error-Info: <sip:marker@10.0.0.77>
            Feature-Caps: *;+marker
            Geolocation: <cid:marker@marker.internal>
            History-Info: <sip:marker@10.0.0.77>;index=1
            Identity: marker
            Identity-Info: <https://marker.internal/cert>
            In-Reply-To: marker@10.0.0.77
            Organization: Marker Ltd
            P-Access-Network-Info: marker
            P-Asserted-Identity: <sip:marker@marker.internal>
            P-Associated-URI: <sip:marker@marker.internal>
            P-Called-Party-ID: <sip:marker@marker.internal>
            P-Charging-Vector: icid-value=marker;icid-generated-at=10.0.0.77
            P-Preferred-Identity: <sip:marker@marker.internal>
            P-Visited-Network-ID: marker
            Path: <sip:marker.internal;lr>
            Proxy-Authenticate: Digest realm="marker", nonce="marker"
            Refer-To: <sip:marker@10.0.0.77?Replaces=marker>
            Referred-By: <sip:marker@10.0.0.77>
            Remote-Party-ID: <sip:marker@10.0.0.77>
            Reply-To: <sip:marker@10.0.0.77>
            Server: SecretPbx 7.1
            Service-Route: <sip:marker.internal;lr>
            Supported: secret
            Target-Dialog: marker@10.0.0.77;local-tag=marker;remote-tag=marker
            Timestamp: 54
            User-Agent: SecretPhone 3.2
            User-to-User: 6d61726b6572;encoding=hex;marker
            Via-Trace: marker
            Warning: 399 marker.internal "secret"
            WWW-Authenticate: Digest realm="marker", nonce="marker"
            X-Asterisk-Marker: 10.0.0.77
            Expires: 300 (at 10.0.0.77)
            Min-Expires: 60
            Retry-After: 30 (marker);duration=9
            Allow: INVITE, MARKER
            Allow-Events: presence, secret-event
            """;

    private static final String EVENT =
            "Event: dialog;call-id=\"marker@10.0.0.77\";from-tag=marker;vendor=secret\n";

    private static final String STATE =
            "Subscription-State: active;expires=300;reason=marker;vendor=secret\n";

    private final RelayBorder border = new RelayBorder();
    private final Party alice = border.alice;
    private final Party pbx = border.pbx;

    @AfterEach
    void shouldHoldNothingInTheEnd() {
        border.assertNothingHeld();
    }

    /** Content types with a body of each full of markers. */
    static List<Body> bodies() {
        return List.of(
                new Body(
                        "message/sipfrag;version=2.0",
                        "SIP/2.0 200 Marker\nVia: SIP/2.0/UDP 10.0.0.77\nServer: Secret\n"),
                new Body(
                        "application/simple-message-summary",
                        """
                        Messages-Waiting: yes
                        Message-Account: sip:bob@marker.internal
                        Voice-Message: 1/0
                        X-Marker: secret

                        From: <sip:m@10.0.0.77>
                        """),
                new Body(
                        "application/dialog-info+xml",
                        """
                        <!-- marker --><dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info"
                        xmlns:m="urn:marker" version="1" state="full" m:by="secret"
                        entity="sip:bob@marker.internal"><dialog id="marker@10.0.0.77"
                        call-id="marker@10.0.0.77" local-tag="marker" remote-tag="marker">
                        <state>confirmed</state><route-set><hop>sip:10.0.0.77</hop></route-set>
                        <remote><identity>sip:carol@[2001:db8::7]:5070</identity>
                        <target uri="sip:carol@10.0.0.77;marker=1"/><session-description
                        type="application/sdp">c=IN IP4 10.0.0.77</session-description></remote>
                        <m:more>secret</m:more></dialog></dialog-info>
                        """),
                new Body(
                        "application/reginfo+xml",
                        """
                        <reginfo xmlns="urn:ietf:params:xml:ns:reginfo" version="0" state="full">
                        <registration aor="sip:bob@marker.internal" id="marker" state="active">
                        <contact id="marker" state="active" event="registered" callid="marker@x">
                        <uri>sip:bob@10.0.0.77:5062;marker</uri><unknown-param name="secret">marker
                        </unknown-param></contact></registration></reginfo>
                        """),
                new Body(
                        "application/pidf+xml",
                        """
                        <presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:m="http://marker/"
                        entity="pres:bob@marker.internal"><tuple id="marker"><status><basic>open
                        </basic><m:secret/></status><contact>sip:bob@10.0.0.77</contact></tuple>
                        </presence>
                        """),
                new Body(
                        "application/watcherinfo+xml",
                        """
                        <watcherinfo xmlns="urn:ietf:params:xml:ns:watcherinfo" version="0"
                        state="full"><watcher-list resource="sip:bob@marker.internal"
                        package="presence"><watcher id="marker" status="active"
                        event="subscribe">sip:carol@10.0.0.77</watcher></watcher-list></watcherinfo>
                        """));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void shouldShowNothingOfANotifier(Body body) {
        alice.outside("SUBSCRIBE", "Event: dialog\nExpires: 600\n", "");
        SipRequest subscribe = pbx.request("SUBSCRIBE");
        pbx.join(subscribe, "marker-tag");
        pbx.answer(subscribe, 200, HEADERS.replace("marker.internal;lr", "10.0.0.11;lr"));
        alice.joined((SipResponse) near(alice));
        pbx.inside(
                "NOTIFY", EVENT + STATE + HEADERS + "Content-Type: " + body.type + '\n', body.text);
        SipMessage notify = near(alice);
        assertTrue(notify.hasBody(), notify.toString());
        alice.answer((SipRequest) notify, 200);
        pbx.response(200);
        pbx.inside("NOTIFY", EVENT + STATE.replace("active", "terminated") + HEADERS, "");
        alice.answer((SipRequest) near(alice), 200);
        pbx.response(200);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void shouldShowNothingOfASubscriber(Body body) {
        alice.outside(
                "SUBSCRIBE", EVENT + HEADERS + "Content-Type: " + body.type + '\n', body.text);
        SipRequest subscribe = (SipRequest) far(pbx);
        pbx.join(subscribe, "pbx-tag");
        pbx.answer(subscribe, 200);
        alice.joined(alice.response(200));
        pbx.inside("NOTIFY", "Event: dialog\nSubscription-State: active\n", "");
        SipRequest notify = alice.request("NOTIFY");
        alice.answer(notify, 200, HEADERS);
        far(pbx);
        alice.inside("SUBSCRIBE", EVENT + HEADERS, "");
        SipRequest refresh = (SipRequest) far(pbx);
        pbx.answer(refresh, 481, HEADERS);
        near(alice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "PUBLISH", "NOTIFY", "FEED"})
    void shouldShowNothingOfEitherSideOfARequest(String method) {
        for (Body body : bodies()) {
            for (int status : new int[] {200, 302, 401, 404, 405, 423, 480, 489, 503, 603}) {
                alice.outside(
                        method,
                        EVENT + STATE + HEADERS + "Content-Type: " + body.type + '\n',
                        body.text);
                SipRequest request = (SipRequest) far(pbx);
                String typed = "Content-Type: " + body.type + "\n\n" + body.text;
                pbx.answer(request, status, HEADERS + "Contact: <sip:marker@10.0.0.77>\n" + typed);
                near(alice);
            }
        }
    }

    private static SipMessage near(Party party) {
        return hidden(party.flow.take(), "192.0.2.9", "far.example");
    }

    private static SipMessage far(Party party) {
        return hidden(party.flow.take(), "10.0.0.");
    }

    /**
     * Asserts that a message shows no marker.
     *
     * @param own what the receiver itself goes by, and sees in its own Via, From and Call-ID
     */
    private static SipMessage hidden(SipMessage message, String... own) {
        String text = message.toString().toLowerCase(Locale.ROOT);
        for (String marker : MARKERS) {
            if (!List.of(own).contains(marker)) {
                assertFalse(text.contains(marker), () -> marker + " in " + message);
            }
        }
        assertFalse(text.contains("10.0.0.77"), message::toString);
        return message;
    }

    /** A body and its type. */
    record Body(String type, String text) {}
}
