package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.TelUri;
import org.portcullis.core.message.Text;
import org.portcullis.core.message.Uri;

/**
 * Text with addresses in it, as the other side may see it: users stay, hosts become ours. Words are
 * looked at one by one, so that prose around an address stays as it is.
 */
final class UriText {
    private static final String ANONYMOUS_HOST = "anonymous.invalid";
    private static final String[] SCHEMES = {"sips:", "sip:", "tel:", "pres:", "im:"};
    private static final String WORD_ENDS = "<>\"'";
    private static final String PUNCTUATION = ".,;:!?)]";

    private UriText() {}

    /**
     * Rewrites every address in {@code text}.
     *
     * @param hostPort our own, as URIs have it
     */
    static String rewrite(String text, String hostPort) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && !endsWord(text.charAt(end))) {
                end++;
            }
            if (end > at) {
                word(text.substring(at, end), hostPort, out);
            }
            if (end < text.length()) {
                out.append(text.charAt(end));
            }
            at = end + 1;
        }
        return out.toString();
    }

    private static boolean endsWord(char c) {
        return c <= ' ' || WORD_ENDS.indexOf(c) >= 0;
    }

    private static void word(String word, String hostPort, StringBuilder out) {
        int scheme = scheme(word);
        if (scheme > 0) {
            out.append(hidden(word.substring(0, scheme), hostPort));
        }
        String rest = word.substring(Math.max(scheme, 0));
        int end = rest.length();
        while (end > 0 && PUNCTUATION.indexOf(rest.charAt(end - 1)) >= 0 && !closes(rest, end)) {
            end--;
        }
        String bare = rest.substring(0, end);
        out.append(scheme < 0 ? hidden(bare, hostPort) : address(bare, hostPort));
        out.append(rest, end, rest.length());
    }

    /** Whether the bracket at the end is that of an IPv6 reference. */
    private static boolean closes(String text, int end) {
        return text.charAt(end - 1) == ']' && text.lastIndexOf('[', end) >= 0;
    }

    private static int scheme(String word) {
        for (int i = 0; i < word.length(); i++) {
            for (String scheme : SCHEMES) {
                if (word.regionMatches(true, i, scheme, 0, scheme.length())
                        && (i == 0 || !Character.isLetterOrDigit(word.charAt(i - 1)))) {
                    return i;
                }
            }
        }
        return -1;
    }

    private static String address(String uri, String hostPort) {
        if (uri.indexOf(':') < 0) {
            return uri; // a scheme's name at the end of a phrase
        }
        Optional<Uri> parsed = Uri.parse(bytes(uri));
        if (parsed.isEmpty()) {
            return uri.regionMatches(true, 0, "tel:", 0, 4) ? "tel:" : "sip:" + hostPort;
        }
        return switch (parsed.get()) {
            case SipUri sip -> party(sip, hostPort);
            case TelUri tel -> "tel:" + tel.number();
            case OtherUri other -> other(uri, hostPort);
        };
    }

    private static String party(SipUri sip, String hostPort) {
        boolean anonymous = sip.host().contentEqualsIgnoreCase(ANONYMOUS_HOST);
        String user = sip.user().isEmpty() ? "" : text(sip.user()) + '@';
        return "sip:" + user + (anonymous ? ANONYMOUS_HOST : hostPort);
    }

    /** A URI that SIP does not route by: one that names a host keeps its user only. */
    private static String other(String uri, String hostPort) {
        if (uri.contains("//")) {
            return "";
        }
        int at = uri.indexOf('@');
        return at < 0 ? uri : uri.substring(0, at + 1) + hostPort;
    }

    /** A word that is no URI of ours: an address of a host in it is not for the other side. */
    private static String hidden(String word, String hostPort) {
        if (word.contains("://")) {
            return "";
        }
        int at = word.lastIndexOf('@');
        if (at >= 0) {
            return word.substring(0, at + 1) + hostPort;
        }
        return isAddress(word) ? hostPort : word;
    }

    private static boolean isAddress(String word) {
        if (word.startsWith("[")) {
            int end = word.indexOf(']');
            return end > 0 && NetUtil.isValidIpV6Address(word.substring(1, end));
        }
        int colon = word.indexOf(':');
        return NetUtil.isValidIpV4Address(colon < 0 ? word : word.substring(0, colon))
                || NetUtil.isValidIpV6Address(word);
    }

    private static AsciiString bytes(String text) {
        return new AsciiString(text.getBytes(StandardCharsets.UTF_8), false);
    }

    private static String text(AsciiString slice) {
        return Text.utf8(slice);
    }
}
