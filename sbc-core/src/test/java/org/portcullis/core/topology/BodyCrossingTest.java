package org.portcullis.core.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MediaType;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.MultipartBody;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.Text;

/** Bodies of a far side that names its hosts wherever it can. */
class BodyCrossingTest {
    private static final AsciiString US = AsciiString.of("192.0.2.1:5060");

    private final BodyCrossing crossing = new BodyCrossing(AsciiString.of("key"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/dtmf-relay",
                "application/dtmf",
                "application/vnd.example.thing;version=1",
                "application/octet-stream",
                "x-unknown/type"
            })
    void shouldCarryWhatAUserSentByteForByte(String type) {
        String body = "Signal=5\r\nhost 10.0.0.7 <\u00e4>\u0001";
        CrossedBody.Carried carried = carried(type, body);
        assertEquals(type, carried.contentType().toString());
        assertEquals(body, Text.utf8(carried.body()));
    }

    @Test
    void shouldWriteTheBodyOnTheMessage() {
        MessageWriter writer = new MessageWriter();
        writer.request(Method.MESSAGE, AsciiString.of("sip:b@10.0.0.7"));
        carried("text/plain;charset=utf-8", "hello").write(writer);
        String text = writer.toRequest().toString();
        assertTrue(
                text.endsWith(
                        "Content-Type: text/plain;charset=utf-8\r\nContent-Length: 5\r\n\r\nhello"),
                text);
    }

    @Test
    void shouldCarryNothingForNoBody() {
        assertEquals(new CrossedBody.Nothing(), carry("text/plain", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "SIP/2.0 200 Hello from pbx.internal, SIP/2.0 200 OK",
        "sip/2.0 603 No, SIP/2.0 603 Decline",
        "SIP/2.0 299 pbx.internal, SIP/2.0 299 Success"
    })
    void shouldCarryTheStatusOfAFragmentOnly(String first, String expected) {
        String body = first + "\r\nVia: SIP/2.0/UDP pbx.internal\r\nServer: Secret\r\n\r\n";
        CrossedBody.Carried carried = carried("Message/SipFrag;version=2.0", body);
        assertEquals(expected + "\r\n", carried.body().toString());
        assertEquals("message/sipfrag;version=2.0", carried.contentType().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INVITE sip:a@pbx.internal SIP/2.0\r\n",
                "Contact: <sip:a@pbx.internal>\r\n",
                "SIP/2.0 ",
                "SIP/2.0 2x0 OK",
                "SIP/2.0 042 OK",
                "SIP/2.0 999 OK",
                "x"
            })
    void shouldLeaveAFragmentWithoutAStatusBehind(String body) {
        assertEquals(new CrossedBody.Nothing(), carry("message/sipfrag", body));
    }

    @Test
    void shouldCarryAMessageSummaryWithOurAddress() {
        String body =
                """
                Messages-Waiting: yes
                Message-Account: sip:alice@vmail.internal;x=pbx.internal
                Voice-Message: 2/8 (0/2)
                X-Server: pbx.internal

                To: <sip:alice@pbx.internal>
                Message-ID: 1@pbx.internal
                """;
        String expected =
                """
                Messages-Waiting: yes
                Message-Account: sip:alice@192.0.2.1:5060
                Voice-Message: 2/8 (0/2)
                """;
        assertEquals(
                expected.replace("\n", "\r\n"),
                body("application/simple-message-summary", body.replace("\n", "\r\n")));
    }

    @Test
    void shouldHideTheDialogsOfDialogInfo() {
        String document =
                """
                <?xml version="1.0"?>
                <!-- made by SecretPbx on pbx.internal -->
                <?secret pbx.internal?>
                <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info"
                    xmlns:v="http://pbx.internal/ns" version="3" state="full"
                    entity="sip:bob@pbx.internal:5080" v:host="pbx.internal">
                  <dialog id="as7@pbx.internal" call-id="c1@pbx.internal" local-tag="t1"
                      remote-tag="t2" direction="recipient" product="SecretPbx">
                    <state event="remote-bye" code="200">confirmed</state>
                    <duration>274</duration>
                    <route-set><hop>&lt;sip:pbx.internal;lr></hop></route-set>
                    <replaced call-id="c2@pbx.internal" local-tag="t3" remote-tag="t4"/>
                    <local>
                      <identity display="Bob">sip:bob@pbx.internal</identity>
                      <target uri="sip:bob@10.0.0.7;transport=tcp">
                        <param pname="+sip.rendering" pval="no"/>
                        <param pname="+sip.instance" pval="urn:uuid:pbx.internal"/>
                      </target>
                      <session-description type="application/sdp">c=IN IP4 10.0.0.7</session-description>
                    </local>
                    <remote><identity>sips:+4930@[2001:db8::7]:5061;user=phone</identity></remote>
                    <v:extra>pbx.internal</v:extra>
                  </dialog>
                </dialog-info>
                """;
        String crossed = body("application/dialog-info+xml;charset=utf-8", document);
        assertHidden(crossed);
        assertTrue(crossed.contains("entity=\"sip:bob@192.0.2.1:5060\""), crossed);
        assertTrue(crossed.contains("version=\"3\" state=\"full\""), crossed);
        assertTrue(
                crossed.contains("<identity display=\"Bob\">sip:bob@192.0.2.1:5060</identity>"),
                crossed);
        assertTrue(crossed.contains("<target uri=\"sip:bob@192.0.2.1:5060\">"), crossed);
        assertTrue(crossed.contains("<param pname=\"+sip.rendering\" pval=\"no\">"), crossed);
        assertFalse(crossed.contains("instance"), crossed);
        assertTrue(crossed.contains("<identity>sip:+4930@192.0.2.1:5060</identity>"), crossed);
        assertTrue(
                crossed.contains("<state event=\"remote-bye\" code=\"200\">confirmed</state>"),
                crossed);
        assertFalse(crossed.contains("\"t1\"") || crossed.contains("c1@"), crossed);
        assertEquals(
                crossed,
                body("application/dialog-info+xml", document),
                "the same dialog has the same names in every document");
        assertInstanceOf(
                CrossedBody.Carried.class,
                carry("application/dialog-info+xml", crossed),
                "what was written is a document again");
    }

    @Test
    void shouldGiveOtherNamesUnderAnotherKey() {
        String document =
                "<dialog-info xmlns='urn:ietf:params:xml:ns:dialog-info'><dialog id='a'"
                        + " call-id='b'/></dialog-info>";
        BodyCrossing other = new BodyCrossing(AsciiString.of("another"));
        SipMessage message = message("application/dialog-info+xml", document);
        assertNotEquals(crossing.carry(message, US), other.carry(message, US));
    }

    @Test
    void shouldHideTheRegistrationsOfReginfo() {
        String crossed =
                body(
                        "application/reginfo+xml",
                        """
                        <reginfo xmlns="urn:ietf:params:xml:ns:reginfo"
                            xmlns:gr="urn:ietf:params:xml:ns:gruuinfo" version="0" state="full">
                          <registration aor="sip:joe@pbx.internal" id="0x7f001" state="active">
                            <contact id="76" state="active" event="registered" q="0.8"
                                callid="1@pbx.internal" cseq="17" received="sip:10.0.0.7:5062">
                              <uri>sip:joe@10.0.0.7:5062;ob</uri>
                              <display-name xml:lang="en">Joe</display-name>
                              <unknown-param name="+sip.instance">"pbx.internal"</unknown-param>
                              <gr:pub-gruu uri="sip:joe@pbx.internal;gr=hha9s8d-999a"/>
                            </contact>
                          </registration>
                        </reginfo>
                        """);
        assertHidden(crossed);
        assertTrue(crossed.contains("aor=\"sip:joe@192.0.2.1:5060\""), crossed);
        assertTrue(crossed.contains("<uri>sip:joe@192.0.2.1:5060</uri>"), crossed);
        assertTrue(crossed.contains("xml:lang=\"en\">Joe</display-name>"), crossed);
        assertFalse(crossed.contains("0x7f001") || crossed.contains("gruu uri"), crossed);
    }

    @Test
    void shouldCarryPresenceWithOurAddress() {
        String crossed =
                body(
                        "application/pidf+xml",
                        """
                        <p:presence xmlns:p="urn:ietf:params:xml:ns:pidf"
                            xmlns:r="urn:ietf:params:xml:ns:pidf:rpid"
                            xmlns:s="http://pbx.internal/secret" entity="pres:bob@pbx.internal">
                          <p:tuple id="pbx.internal-1"><p:status><p:basic>open</p:basic>
                            <s:state>SecretPbx</s:state></p:status>
                            <p:contact priority="1">sip:bob@10.0.0.7</p:contact>
                            <p:note>Caf\u00e9 &amp; lunch, call &lt;tel:+49-30;phone-context=pbx.internal&gt;</p:note>
                            <r:status-icon>http://pbx.internal/icon.gif</r:status-icon>
                          </p:tuple>
                        </p:presence>
                        """);
        assertHidden(crossed);
        assertTrue(crossed.contains("entity=\"pres:bob@192.0.2.1:5060\""), crossed);
        assertTrue(crossed.contains("<p:basic>open</p:basic>"), crossed);
        assertTrue(crossed.contains("Caf\u00e9 &amp; lunch, call &lt;tel:+49-30&gt;"), crossed);
        assertTrue(crossed.contains(">sip:bob@192.0.2.1:5060</p:contact>"), crossed);
    }

    @Test
    void shouldHideAddressesInADocumentOfAnyOtherKind() {
        String crossed =
                body(
                        "application/vnd.example+xml",
                        "<a xmlns='http://example.org/ns' uri='sip:a@pbx.internal'><call-id>1@x"
                                + "<b/>2@pbx.internal</call-id><c>10.0.0.7:5060 [2001:db8::7]"
                                + " 2001:db8::7 joe@pbx.internal</c><d>up</d></a>");
        assertHidden(crossed);
        assertFalse(crossed.contains("1@"), crossed);
        assertTrue(crossed.contains("xmlns=\"http://example.org/ns\""), crossed);
        assertTrue(crossed.contains("uri=\"sip:a@192.0.2.1:5060\""), crossed);
        assertTrue(crossed.contains("<d>up</d>"), crossed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no document",
                "<a",
                "<a></b>",
                "<a/><b/>",
                "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
                "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
                "<a>&undeclared;</a>",
                "<a b='1' b='2'/>",
                "<x:a/>",
                "<?xml version='1.0' encoding='none'?><a/>",
                "<a>\u0001</a>",
                "<a xmlns='http://pbx.internal'/>"
            })
    void shouldRefuseWhatIsNoDocument(String document) {
        // The blank keeps it a body where it is empty.
        CrossedBody result = carry("application/pidf+xml", document + ' ');
        assertEquals(400, assertInstanceOf(CrossedBody.Refused.class, result).status());
    }

    @Test
    void shouldRefuseDocumentsBeyondTheLimits() {
        String deep = "<a>".repeat(33) + "</a>".repeat(33);
        assertInstanceOf(CrossedBody.Refused.class, carry("text/xml", deep));
        String wide = "<a>" + "<b/>".repeat(4096) + "</a>";
        assertInstanceOf(CrossedBody.Refused.class, carry("text/xml", wide));
        String hidden = "<hop>".repeat(40) + "</hop>".repeat(40);
        assertInstanceOf(CrossedBody.Refused.class, carry("text/xml", "<a>" + hidden + "</a>"));
        assertInstanceOf(
                CrossedBody.Carried.class, carry("text/xml", "<a>".repeat(32) + "</a>".repeat(32)));
        StringBuilder attributes = new StringBuilder("<a");
        for (int i = 0; i < 65; i++) {
            attributes.append(" a").append(i).append("='1'");
        }
        assertInstanceOf(
                CrossedBody.Refused.class, carry("text/xml", attributes.append("/>").toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/sdp",
                "Application/SDP;x=y",
                "multipart/signed;boundary=x",
                "message/sip",
                "message/cpim",
                "message/external-body"
            })
    void shouldRefuseWhatItCannotLookInto(String type) {
        CrossedBody result = carry(type, "v=0\r\nc=IN IP4 10.0.0.7\r\n");
        assertEquals(415, assertInstanceOf(CrossedBody.Refused.class, result).status());
    }

    @Test
    void shouldCarryTheStatesOfAListWithNamesOfOurOwn() {
        String parts =
                """
                preamble from pbx.internal
                --secret.pbx.internal
                Content-Type: application/rlmi+xml;charset="UTF-8"
                Content-ID: <list@pbx.internal>
                X-Secret: pbx.internal

                <list xmlns="urn:ietf:params:xml:ns:rlmi" uri="sip:all@pbx.internal" version="1"
                fullState="true"><resource uri="sip:bob@pbx.internal"><instance id="j"
                state="active" cid="bob@pbx.internal"/></resource></list>
                --secret.pbx.internal
                Content-Type: application/pidf+xml
                Content-ID: <bob@pbx.internal>
                Content-Transfer-Encoding: binary

                <presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:bob@pbx.internal"/>
                --secret.pbx.internal
                Content-Type: message/sipfrag

                Server: Secret
                --secret.pbx.internal

                as it is
                --secret.pbx.internal--
                """;
        String type =
                "multipart/related;type=\"application/rlmi+xml\";start=\"<list@pbx.internal>\""
                        + ";boundary=\"secret.pbx.internal\"";
        CrossedBody.Carried carried = carried(type, parts.replace("\n", "\r\n"));
        String newType = carried.contentType().toString();
        String crossed = Text.utf8(carried.body());
        assertHidden(newType + crossed);
        assertTrue(newType.startsWith("multipart/related;type=\"application/rlmi+xml\";start"));
        MultipartBody body =
                MultipartBody.parse(
                                MediaType.parse(carried.contentType()).orElseThrow(),
                                carried.body())
                        .orElseThrow();
        assertEquals(3, body.parts().size(), crossed);
        HeaderName contentId = HeaderName.of(AsciiString.of("Content-ID"));
        String list = body.parts().get(0).header(contentId).orElseThrow().toString();
        String bob = body.parts().get(1).header(contentId).orElseThrow().toString();
        assertTrue(newType.contains("start=\"" + list + '"'), newType);
        String cid = "cid=\"" + bob.substring(1, bob.length() - 1) + '"';
        assertTrue(crossed.contains(cid), crossed);
        assertTrue(crossed.contains("entity=\"sip:bob@192.0.2.1:5060\""), crossed);
        assertEquals("as it is", body.parts().get(2).content().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "application/sdp, 7bit, 415",
        "application/pidf+xml, base64, 415",
        "application/pidf+xml, 8bit, 400",
        "message/sip, 8bit, 415"
    })
    void shouldRefuseAMultipartForAPartOfIt(String type, String encoding, int status) {
        String parts =
                "--b\r\nContent-Type: %s\r\nContent-Transfer-Encoding: %s\r\n\r\nx\r\n--b--\r\n"
                        .formatted(type, encoding);
        CrossedBody result = carry("multipart/mixed;boundary=b", parts);
        assertEquals(status, assertInstanceOf(CrossedBody.Refused.class, result).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/mixed", "multipart/mixed;boundary=c", "multipart/mixed;"})
    void shouldRefuseAMalformedMultipart(String type) {
        CrossedBody result = carry(type, "--b\r\n\r\nx\r\n--b--\r\n");
        assertEquals(400, assertInstanceOf(CrossedBody.Refused.class, result).status());
    }

    @Test
    void shouldRefuseMultipartsWithinMultipartsWithoutEnd() {
        String body = "x";
        for (int i = 0; i < 4; i++) {
            String head = i == 0 ? "text/plain" : "multipart/mixed;boundary=b" + (i - 1);
            body =
                    "--b%1$d\r\nContent-Type: %2$s\r\n\r\n%3$s\r\n--b%1$d--\r\n"
                            .formatted(i, head, body);
            CrossedBody result = carry("multipart/mixed;boundary=b" + i, body);
            assertEquals(i < 3, result instanceof CrossedBody.Carried, "depth " + i);
        }
    }

    @Test
    void shouldRefuseAnEncodedBodyItHasToLookInto() {
        MessageWriter writer = new MessageWriter();
        writer.request(Method.NOTIFY, AsciiString.of("sip:a@b"));
        writer.header(HeaderName.CONTENT_ENCODING, "gzip");
        writer.body(AsciiString.of("application/pidf+xml"), AsciiString.of("\u001f"));
        CrossedBody result = crossing.carry(writer.toRequest(), US);
        assertEquals(415, assertInstanceOf(CrossedBody.Refused.class, result).status());
    }

    @ParameterizedTest
    @CsvSource({
        "sip:bob@h, sip:bob@US",
        "call SIP:bob@h. Now, call sip:bob@US. Now",
        "sip:h:5060;lr, sip:US",
        "sip:bob:secret@h?Replaces=x, sip:bob@US",
        "sip:\u00fc@h, sip:US",
        "sip:anonymous@anonymous.invalid, sip:anonymous@anonymous.invalid",
        "(sips:a@[::1]), (sip:a@US)",
        "sip:[::1], sip:US",
        "uri=sip:a@h, uri=sip:a@US",
        "gossip:none, gossip:none",
        "im:bob@h, im:bob@US",
        "mailto:bob@h, mailto:bob@US",
        "tel: +49, tel: +49",
        "tel:nobody, tel:",
        "10.1.2.3, US",
        "10.1.2, 10.1.2",
        "12:30, 12:30",
        "::1, US",
        "a http://h/x b, a  b",
        "urn:service:sos, urn:service:sos"
    })
    void shouldRewriteAddressesInText(String text, String expected) {
        assertEquals(expected, UriText.rewrite(text, "US"));
    }

    private static void assertHidden(String crossed) {
        assertFalse(crossed.contains("internal"), crossed);
        assertFalse(crossed.contains("10.0.0.7"), crossed);
        assertFalse(crossed.contains("2001:db8"), crossed);
        assertFalse(crossed.toLowerCase(Locale.ROOT).contains("secret"), crossed);
    }

    private String body(String type, String body) {
        return Text.utf8(carried(type, body).body());
    }

    private CrossedBody.Carried carried(String type, String body) {
        return assertInstanceOf(CrossedBody.Carried.class, carry(type, body));
    }

    private CrossedBody carry(String type, String body) {
        return crossing.carry(message(type, body), US);
    }

    private static SipMessage message(String type, String body) {
        MessageWriter writer = new MessageWriter();
        writer.request(Method.NOTIFY, AsciiString.of("sip:a@b"));
        writer.body(
                AsciiString.of(type),
                new AsciiString(body.getBytes(StandardCharsets.UTF_8), false));
        return writer.toRequest();
    }
}
