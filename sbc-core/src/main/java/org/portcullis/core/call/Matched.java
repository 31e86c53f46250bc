package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.sdp.Direction;
import org.portcullis.core.sdp.MediaSection;
import org.portcullis.core.sdp.RtpMap;
import org.portcullis.core.sdp.SdpLimits;
import org.portcullis.core.sdp.SdpLine;
import org.portcullis.core.sdp.SdpResult;
import org.portcullis.core.sdp.SessionDescription;

/**
 * Makes one of two offers answer the other (RFC 3264 6), where two parties that have both made one
 * are put together. What the two have in common is the same whichever is the answer.
 *
 * <p>A payload type stays what its own side calls it: each party sends with the numbers of the
 * description it gets.
 */
final class Matched {
    private static final AsciiString RTP = AsciiString.cached("RTP/");
    private static final List<AsciiString> OF_A_FORMAT =
            List.of(
                    AsciiString.cached("rtpmap"),
                    AsciiString.cached("fmtp"),
                    AsciiString.cached("rtcp-fb"));
    // By payload type: the encodings that need no rtpmap (RFC 3551 6).
    private static final String[] STATIC = {
        "pcmu/8000",
        "",
        "",
        "gsm/8000",
        "g723/8000",
        "dvi4/8000",
        "dvi4/16000",
        "lpc/8000",
        "pcma/8000",
        "g722/8000",
        "",
        "",
        "qcelp/8000",
        "cn/8000",
        "",
        "g728/8000",
        "",
        "",
        "g729/8000"
    };

    private Matched() {}

    /**
     * What {@code own} says, as the answer to {@code offer}: as many streams as that, in its order,
     * each with the formats that both have, and none that the other does not want.
     *
     * @return empty where they have no stream in common, or one cannot be read
     */
    static Optional<AsciiString> answer(AsciiString offer, AsciiString own) {
        return SessionDescription.parse(offer, SdpLimits.DEFAULT)
                                instanceof SdpResult.Parsed(SessionDescription offered)
                        && SessionDescription.parse(own, SdpLimits.DEFAULT)
                                instanceof SdpResult.Parsed(SessionDescription ours)
                ? answer(offered, ours).map(SessionDescription::encode)
                : Optional.empty();
    }

    /**
     * Whether a party that answered an offer with {@code now} takes all that another has agreed to
     * in {@code agreed}: every codec of every stream, and the direction. So does one that cannot be
     * read.
     */
    static boolean covers(AsciiString now, AsciiString agreed) {
        return !(SessionDescription.parse(now, SdpLimits.DEFAULT)
                                instanceof SdpResult.Parsed(SessionDescription latest)
                        && SessionDescription.parse(agreed, SdpLimits.DEFAULT)
                                instanceof SdpResult.Parsed(SessionDescription before))
                || covers(latest, before);
    }

    private static boolean covers(SessionDescription now, SessionDescription agreed) {
        for (int i = 0; i < agreed.media().size(); i++) {
            MediaSection before = agreed.media().get(i);
            if (before.media().port() > 0
                    && (i >= now.media().size()
                            || !covers(now, now.media().get(i), agreed, before))) {
                return false;
            }
        }
        return true;
    }

    private static boolean covers(
            SessionDescription now,
            MediaSection section,
            SessionDescription agreed,
            MediaSection before) {
        Direction direction = now.direction(section);
        Direction wanted = agreed.direction(before);
        if (section.media().port() == 0
                || (sends(wanted) && !receives(direction))
                || (receives(wanted) && !sends(direction))) {
            return false;
        }
        List<String> encodings = new ArrayList<>();
        for (AsciiString format : section.media().formats()) {
            encodings.add(encoding(section, format));
        }
        for (AsciiString format : before.media().formats()) {
            if (!encodings.contains(encoding(before, format))) {
                return false;
            }
        }
        return true;
    }

    private static Optional<SessionDescription> answer(
            SessionDescription offer, SessionDescription own) {
        List<MediaSection> left = new ArrayList<>(own.media());
        List<MediaSection> answers = new ArrayList<>(offer.media().size());
        boolean any = false;
        for (MediaSection wanted : offer.media()) {
            Optional<MediaSection> match = Optional.empty();
            Optional<MediaSection> same = ofSameKind(wanted, left);
            if (same.isPresent()) {
                left.remove(same.get());
                match = answer(offer, wanted, own, same.get());
            }
            any |= match.isPresent();
            answers.add(match.orElseGet(() -> refused(wanted)));
        }
        return any
                ? Optional.of(
                        new SessionDescription(
                                own.origin(),
                                own.name(),
                                own.connection(),
                                undirected(own.lines()),
                                answers))
                : Optional.empty();
    }

    private static Optional<MediaSection> ofSameKind(
            MediaSection wanted, List<MediaSection> candidates) {
        for (MediaSection each : candidates) {
            if (each.media().media().equals(wanted.media().media())
                    && each.media().protocol().equals(wanted.media().protocol())
                    && each.media().port() > 0
                    && wanted.media().port() > 0) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private static Optional<MediaSection> answer(
            SessionDescription offer,
            MediaSection wanted,
            SessionDescription own,
            MediaSection section) {
        List<String> theirs = new ArrayList<>();
        for (AsciiString format : wanted.media().formats()) {
            theirs.add(encoding(wanted, format));
        }
        List<AsciiString> formats = new ArrayList<>();
        boolean heard = false;
        for (AsciiString format : section.media().formats()) {
            String encoding = encoding(section, format);
            if (theirs.contains(encoding)) {
                formats.add(format);
                heard |= !encoding.startsWith("telephone-event/") && !encoding.startsWith("cn/");
            }
        }
        if (!heard) {
            return Optional.empty();
        }
        List<SdpLine> lines = new ArrayList<>();
        for (SdpLine line : undirected(section.lines())) {
            if (!ofAFormat(line) || formats.contains(firstWord(line.attributeValue()))) {
                lines.add(line);
            }
        }
        Direction direction = common(offer.direction(wanted), own.direction(section));
        if (direction != Direction.SENDRECV) {
            lines.add(direction.line());
        }
        return Optional.of(
                new MediaSection(
                        section.media().withFormats(formats), section.connection(), lines));
    }

    /** A stream that is not wanted (RFC 3264 6): the offer's line with port 0. */
    private static MediaSection refused(MediaSection offered) {
        return new MediaSection(offered.media().withPort(0), Optional.empty(), List.of());
    }

    /** What a format is, the same for whoever means the same by it. */
    private static String encoding(MediaSection section, AsciiString format) {
        if (!section.media().protocol().startsWith(RTP)) {
            return format.toString();
        }
        for (SdpLine line : section.lines()) {
            Optional<RtpMap> map = RtpMap.of(line);
            if (map.isPresent()
                    && format.contentEquals(Integer.toString(map.get().payloadType()))) {
                return map.get().encoding().toLowerCase().toString() + '/' + map.get().clockRate();
            }
        }
        for (int i = 0; i < STATIC.length; i++) {
            if (!STATIC[i].isEmpty() && format.contentEquals(Integer.toString(i))) {
                return STATIC[i];
            }
        }
        return format.toString();
    }

    /** Both hear and speak only where the other lets them (RFC 3264 6.1). */
    private static Direction common(Direction theirs, Direction ours) {
        boolean sends = sends(ours) && receives(theirs);
        boolean receives = receives(ours) && sends(theirs);
        return sends
                ? receives ? Direction.SENDRECV : Direction.SENDONLY
                : receives ? Direction.RECVONLY : Direction.INACTIVE;
    }

    private static boolean sends(Direction direction) {
        return direction == Direction.SENDRECV || direction == Direction.SENDONLY;
    }

    private static boolean receives(Direction direction) {
        return direction == Direction.SENDRECV || direction == Direction.RECVONLY;
    }

    private static boolean ofAFormat(SdpLine line) {
        return line.isAttribute() && OF_A_FORMAT.contains(line.attributeName());
    }

    private static AsciiString firstWord(AsciiString value) {
        int space = value.indexOf(' ', 0);
        return space < 0 ? value : value.subSequence(0, space, false);
    }

    private static List<SdpLine> undirected(List<SdpLine> lines) {
        return lines.stream().filter(line -> Direction.of(line).isEmpty()).toList();
    }
}
