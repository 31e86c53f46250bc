package org.portcullis.core.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.topology.IdentityPolicy.Source;
import org.portcullis.core.topology.IdentityPolicy.Withhold;
import org.portcullis.core.topology.NumberFormat.Style;

/**
 * Fills every header that is known, and others, with marks of one side, in every place that its
 * grammar has, and looks for one on the other side, whatever each peer is believed and told.
 */
class HeaderLeakTest {
    private static final String ADDRESS = "10.66.66.66";
    private static final String ADDRESS_6 = "fd66::66";
    private static final String HOST = "mark-host.example";
    private static final String USER = "mark-user";
    private static final String PRODUCT = "MarkPbx";
    private static final List<String> MARKS = List.of(ADDRESS, ADDRESS_6, "mark-", PRODUCT, "m666");

    private static final AsciiString US = AsciiString.of("192.0.2.1:5060");
    private static final SipUri AT =
            (SipUri) Uri.parse(AsciiString.of("sip:198.51.100.1:5070")).orElseThrow();

    /** Headers that say something of the call and cross as they are. */
    private static final Set<String> MEANT =
            Set.of("Subject", "Priority", "Accept-Language", "Content-Language");

    /** Headers that the test writes itself, once each. */
    private static final Set<String> WRITTEN =
            Set.of("Via", "From", "To", "Call-ID", "CSeq", "Max-Forwards", "Content-Length");

    private static final List<String> UNKNOWN =
            List.of("X-Asterisk-HangupCause", "X-FS-Support", "P-Mark", "Remote-Party", "Q");

    /** Values in all the forms that headers have. */
    private static final List<String> FORMS =
            List.of(
                    PRODUCT + "/16.2 (" + HOST + ")",
                    "<sip:" + USER + "@" + ADDRESS + ":5066;transport=tcp>;x=" + PRODUCT,
                    "\"" + PRODUCT + "\" <sip:" + USER + "@[" + ADDRESS_6 + "]>;tag=m666",
                    "sip:" + USER + "@" + HOST,
                    "tel:1;phone-context=" + HOST,
                    "<urn:uuid:m666>",
                    "m666@" + ADDRESS + ";to-tag=m666;from-tag=m666",
                    "399 " + ADDRESS + " \"" + PRODUCT + "\"",
                    "token;a=\"" + HOST + "\";b=" + ADDRESS,
                    "Digest realm=\"" + HOST + "\", nonce=\"m666\"");

    /** Addresses of parties that may be named, marked everywhere else. */
    private static final List<String> PARTIES =
            List.of(
                    "<sip:party@"
                            + HOST
                            + ";transport=m666;maddr="
                            + ADDRESS
                            + "?X="
                            + PRODUCT
                            + ">",
                    "\"Name\" <sip:party:m666@" + ADDRESS + ":5066;lr;ob=m666>;x=" + PRODUCT,
                    "<sip:+4930123456;tgrp=m666;trunk-context="
                            + HOST
                            + "@"
                            + HOST
                            + ";user=phone>",
                    "<sip:+4930123456;rn=" + ADDRESS + ";isub=m666x;phone-context=" + HOST + "@h>",
                    "<tel:0301234567;phone-context=" + HOST + ";x=" + PRODUCT + ">;y=" + ADDRESS,
                    "<tel:+49-30-1234567;rn=mark-x;rn-context=" + HOST + ">",
                    "<sips:0301234567@[" + ADDRESS_6 + "]>;index=1;mp=m666",
                    "<urn:service:m666>",
                    "<sip:" + HOST + ">",
                    "party@" + HOST,
                    "<sip:party@"
                            + HOST
                            + ";cause=302?Reason=SIP%3Btext%3DMarkPbx&Privacy=history>"
                            + ";index=1.1;rc=m666",
                    "<sip:party@"
                            + HOST
                            + ";cause=486>;index=m666;mp=1;reason="
                            + PRODUCT
                            + ";counter=2;limit=m666;ext=\""
                            + HOST
                            + "\";party=calling;id-type=m666");

    private final Random random = new Random(66);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INVITE",
                "BYE",
                "UPDATE",
                "INFO",
                "PRACK",
                "REFER",
                "NOTIFY",
                "SUBSCRIBE",
                "MESSAGE",
                "OPTIONS",
                "PUBLISH",
                "REGISTER",
                "ODD"
            })
    void shouldShowNothingOfARequest(String method) {
        for (int i = 0; i < 400; i++) {
            boolean inside = random.nextInt(4) == 0;
            SipRequest request = Messages.request(request(method, inside));
            HeaderPolicy source = policy();
            HeaderPolicy destination = policy();
            Crossing crossing = new Crossing(source, destination);
            SipRequest seen = source.arriving(request);
            MessageWriter writer = new MessageWriter();
            writer.request(seen.method(), crossing.requestUri(seen, AT));
            crossing.from(seen, US, AsciiString.of("tag"), writer);
            crossing.to(seen, US, writer);
            crossing.headers(seen, US, writer);
            requireUnmarked(crossing.leaving(writer.toRequest()), source, destination, request);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 180, 183, 200, 202, 302, 401, 404, 407, 420, 422, 486, 500, 603})
    void shouldShowNothingOfAResponse(int status) {
        for (int i = 0; i < 400; i++) {
            SipResponse response = Messages.response(response(status));
            HeaderPolicy source = policy();
            HeaderPolicy destination = policy();
            Crossing crossing = new Crossing(source, destination);
            MessageWriter writer = new MessageWriter();
            writer.response(status, AsciiString.of("OK"));
            crossing.headers(crossing.arriving(response), US, writer);
            requireUnmarked(crossing.leaving(writer.toResponse()), source, destination, response);
        }
    }

    /** What is not meant to cross does not even leave an empty line. */
    @Test
    void shouldWriteOnlyWhatIsNamed() {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < 2_000; i++) {
            Crossing crossing = new Crossing(policy(), policy());
            MessageWriter writer = new MessageWriter();
            writer.request(Method.INVITE, AsciiString.of("sip:us"));
            crossing.headers(Messages.request(request("INVITE", false)), US, writer);
            SipRequest written = writer.toRequest();
            for (int line = 0; line < written.headerCount(); line++) {
                names.add(written.headerName(line).toString());
            }
        }
        Set<String> expected = new HashSet<>(MEANT);
        expected.addAll(
                List.of(
                        "Content-Length",
                        "Reason",
                        "Privacy",
                        "P-Asserted-Identity",
                        "P-Preferred-Identity",
                        "Remote-Party-ID",
                        "Diversion",
                        "History-Info"));
        assertEquals(new TreeSet<>(expected), names);
    }

    private static void requireUnmarked(
            SipMessage written, HeaderPolicy source, HeaderPolicy destination, SipMessage of) {
        String text = written.toString();
        for (String mark : MARKS) {
            assertTrue(
                    !text.contains(mark),
                    () ->
                            mark
                                    + " in\n"
                                    + text
                                    + "\nof\n"
                                    + of
                                    + "\nfrom "
                                    + source
                                    + "\nto "
                                    + destination);
        }
    }

    private String request(String method, boolean inside) {
        List<String> uris =
                List.of(
                        "sip:100@" + HOST,
                        "sip:+4930123456;tgrp=m666;npdi;trunk-context="
                                + HOST
                                + "@"
                                + ADDRESS
                                + ":5066;transport=tcp;user=phone;x=m666",
                        "tel:0301234567;phone-context=" + HOST + ";x=m666",
                        "tel:112",
                        "sip:" + ADDRESS);
        return method
                + " "
                + pick(uris)
                + " SIP/2.0\nVia: SIP/2.0/UDP "
                + ADDRESS
                + ";branch=z9hG4bKm666;received="
                + ADDRESS
                + "\nMax-Forwards: 66\nFrom: "
                + party()
                + ";tag=m666\nTo: "
                + party()
                + (inside ? ";tag=m666" : "")
                + "\nCall-ID: m666@"
                + HOST
                + "\nCSeq: 1 "
                + method
                + "\n"
                + headers()
                + "Content-Length: 0\n\n";
    }

    private String response(int status) {
        return "SIP/2.0 "
                + status
                + " "
                + PRODUCT
                + "\nVia: SIP/2.0/UDP "
                + ADDRESS
                + ";branch=z9hG4bKm666\nFrom: "
                + party()
                + ";tag=m666\nTo: "
                + party()
                + ";tag=m666\nCall-ID: m666@"
                + HOST
                + "\nCSeq: 1 INVITE\n"
                + headers()
                + "Content-Length: 0\n\n";
    }

    /** A party that From and To may hold: no list, and sound. */
    private String party() {
        String party = pick(PARTIES.subList(0, 7));
        int more = party.indexOf('>');
        return party.substring(0, more + 1);
    }

    /** Some of every header, in any order; those that must be sound are or are left out. */
    private String headers() {
        List<String> lines = new ArrayList<>();
        for (String name : names()) {
            if (random.nextInt(3) == 0) {
                lines.add(name + ": " + value(name));
            }
        }
        Collections.shuffle(lines, random);
        return lines.stream().limit(100).map(line -> line + "\n").collect(Collectors.joining());
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>(UNKNOWN);
        for (int id = 0; id < 200; id++) {
            if (id <= HeaderName.USER_TO_USER.id()) {
                names.add(HeaderName.known(id).toString());
            }
        }
        names.removeAll(WRITTEN);
        return names;
    }

    private String value(String name) {
        return switch (name) {
            case "Subject", "Priority", "Accept-Language", "Content-Language" -> "meant";
            case "Contact", "Route", "Record-Route" ->
                    "<sip:" + USER + "@" + ADDRESS + ";transport=tcp>";
            case "P-Asserted-Identity",
                    "P-Preferred-Identity",
                    "Remote-Party-ID",
                    "Diversion",
                    "History-Info",
                    "Referred-By",
                    "Reply-To",
                    "P-Called-Party-ID",
                    "P-Associated-URI" ->
                    pick(PARTIES) + (random.nextBoolean() ? "" : ", " + pick(PARTIES));
            case "Reason" ->
                    pick(
                            List.of(
                                    "Q.850;cause=16;text=\"" + PRODUCT + ' ' + ADDRESS + '"',
                                    "SIP;cause=200;text=\"" + HOST + "\";x=m666",
                                    PRODUCT + ";cause=1",
                                    "Q.850;cause=m666"));
            case "Privacy" ->
                    pick(List.of("id", "none", "user;id", "history;m666", "m666", "critical"));
            case "Expires", "Min-Expires" -> "60";
            default -> pick(FORMS);
        };
    }

    private HeaderPolicy policy() {
        List<Source> accepted = new ArrayList<>(Arrays.asList(Source.values()));
        Collections.shuffle(accepted, random);
        Set<Source> sent =
                Arrays.stream(Source.values())
                        .filter(its -> its != Source.FROM && random.nextInt(3) > 0)
                        .collect(Collectors.toSet());
        Style style = pick(Arrays.asList(Style.values()));
        return new HeaderPolicy(
                HeaderRules.NONE,
                HeaderRules.NONE,
                Set.of(),
                new IdentityPolicy(
                        random.nextBoolean(),
                        accepted.subList(0, random.nextInt(accepted.size() + 1)),
                        sent,
                        pick(Arrays.asList(Withhold.values()))),
                new NumberFormat(style, "49", "0", "00", "", 7));
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
