package org.portcullis.core.testkit;

import java.nio.charset.StandardCharsets;
import org.portcullis.core.codec.ParseResult;
import org.portcullis.core.codec.SipLimits;
import org.portcullis.core.codec.SipParser;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/** Messages from text with plain line ends. */
public final class Messages {

    private Messages() {}

    public static SipRequest request(String text) {
        return (SipRequest) parse(text);
    }

    public static SipResponse response(String text) {
        return (SipResponse) parse(text);
    }

    /** A response to a request of ours, as its receiver would write it. */
    public static SipResponse answer(SipRequest request, int status, String toTag, String more) {
        StringBuilder text = new StringBuilder("SIP/2.0 " + status + " Some Reason\n");
        for (int i = 0; i < request.headerCount(); i++) {
            String name = request.headerName(i).text().toString();
            String value = request.headerValue(i).toString();
            switch (name) {
                case "Via", "From", "Call-ID", "CSeq", "Record-Route" ->
                        text.append(name + ": " + value + '\n');
                case "To" ->
                        text.append("To: " + value)
                                .append(
                                        toTag.isEmpty() || value.contains(";tag=")
                                                ? ""
                                                : ";tag=" + toTag)
                                .append('\n');
                default -> {}
            }
        }
        int body = more.indexOf("\n\n");
        String headers = body < 0 ? more : more.substring(0, body + 1);
        String content = body < 0 ? "" : more.substring(body + 2);
        return response(
                text + headers + "Content-Length: " + wire(content).length() + "\n\n" + content);
    }

    private static SipMessage parse(String text) {
        byte[] bytes = wire(text).getBytes(StandardCharsets.UTF_8);
        ParseResult result = new SipParser(SipLimits.DEFAULT).parse(bytes, bytes.length, false);
        if (result instanceof ParseResult.Parsed(SipMessage message)) {
            return message;
        }
        throw new AssertionError(result + ": " + text);
    }

    private static String wire(String text) {
        return text.replace("\n", "\r\n");
    }
}
