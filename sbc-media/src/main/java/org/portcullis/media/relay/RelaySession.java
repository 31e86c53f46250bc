package org.portcullis.media.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.media.MediaDescription;
import org.portcullis.core.media.MediaResult;
import org.portcullis.core.media.MediaSession;
import org.portcullis.core.media.MediaStatistics;
import org.portcullis.core.media.SessionIdentity;
import org.portcullis.core.media.Side;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.sdp.MediaLine;
import org.portcullis.core.sdp.SdpResult;
import org.portcullis.core.sdp.SessionDescription;
import org.portcullis.media.offer.LegDescription;
import org.portcullis.media.offer.Rewriting;
import org.portcullis.media.offer.StreamLine;
import org.portcullis.media.port.PortPair;
import org.portcullis.media.port.PortPool;

/**
 * The media of one call: offers and answers in, streams and descriptions out (RFC 3264). Owned by
 * the call's loop.
 *
 * <p>A stream takes its ports when it is offered and keeps them while it is agreed upon.
 */
final class RelaySession implements MediaSession {
    private static final int NOT_ACCEPTABLE = 488;
    private static final int OUR_FAULT = 500;

    private final RelayEngine engine;
    private final SipLoop loop;
    private final LegDescription caller;
    private final LegDescription callee;
    private final List<RelayStream> streams = new ArrayList<>(1);
    private int agreedLines;
    private @Nullable Exchange exchange;
    private @Nullable MediaStatistics last;

    /**
     * The offer in hand.
     *
     * @param before what was in force when it came, by stream
     * @param answered whether an answer was put in force, perhaps an early one
     */
    private record Exchange(
            Side offerer,
            SessionDescription offered,
            List<StreamLine> lines,
            List<Optional<Agreement>> before,
            boolean answered) {

        MediaLine media(int index) {
            return offered.media().get(index).media();
        }
    }

    RelaySession(RelayEngine engine, SipLoop loop, Map<Side, SessionIdentity> known) {
        this.engine = engine;
        this.loop = loop;
        this.caller = description(known.get(Side.CALLER));
        this.callee = description(known.get(Side.CALLEE));
    }

    private LegDescription description(@Nullable SessionIdentity known) {
        return known == null
                ? new LegDescription(engine.random())
                : new LegDescription(known.sessionId(), known.version() + 1);
    }

    @Override
    public SessionIdentity identity(Side side) {
        LegDescription description = side == Side.CALLER ? caller : callee;
        return new SessionIdentity(description.sessionId(), description.version());
    }

    @Override
    public void offer(MediaDescription offer, Consumer<MediaResult> result) {
        assert loop.inLoop();
        if (exchange != null && exchange.answered()) {
            commit();
        } else {
            withdraw();
        }
        result.accept(read(offer, this::offered));
    }

    @Override
    public void answer(MediaDescription answer, Consumer<MediaResult> result) {
        assert loop.inLoop();
        Exchange open = exchange;
        if (open == null || open.offerer() == answer.from()) {
            result.accept(new MediaResult.Refused(OUR_FAULT, "no offer that it could answer"));
        } else {
            result.accept(read(answer, (from, to, sdp, lines) -> answered(open, to, sdp, lines)));
        }
    }

    @Override
    public void withdraw() {
        assert loop.inLoop();
        Exchange forgotten = exchange;
        if (forgotten == null) {
            return;
        }
        exchange = null;
        if (forgotten.answered()) {
            List<Optional<Agreement>> before = forgotten.before();
            for (int i = 0; i < streams.size(); i++) {
                streams.get(i).agree(i < before.size() ? before.get(i) : Optional.empty(), false);
            }
        }
        if (agreedLines > 0) { // else the call goes on to its next destination, with these ports
            trim();
        }
    }

    @Override
    public void commit() {
        assert loop.inLoop();
        if (exchange != null && exchange.answered()) {
            agreedLines = exchange.lines().size();
            exchange = null;
            trim();
        }
    }

    @Override
    public MediaStatistics statistics() {
        assert loop.inLoop();
        if (last != null) {
            return last;
        }
        List<MediaStatistics.Stream> all = new ArrayList<>();
        for (int i = 0; i < streams.size(); i++) {
            streams.get(i).statistics(i, all::add);
        }
        return new MediaStatistics(all);
    }

    @Override
    public MediaStatistics delete() {
        assert loop.inLoop();
        if (last == null) {
            exchange = null;
            last = statistics();
            streams.forEach(RelayStream::release);
            streams.clear(); // what knows the call of it may live on for a while
            engine.closed();
        }
        return last;
    }

    /** What becomes of a description that can be read. */
    private interface Reading {
        MediaResult read(
                Party from, Party to, SessionDescription description, List<StreamLine> lines);
    }

    /** A side of the call, with the ports that face it. */
    private record Party(Side side, PortPool pool) {}

    private MediaResult read(MediaDescription description, Reading then) {
        Optional<PortPool> from = engine.pool(description.fromRealm().name());
        Optional<PortPool> to = engine.pool(description.toRealm().name());
        if (last != null || from.isEmpty() || to.isEmpty()) {
            return new MediaResult.Refused(
                    OUR_FAULT, last != null ? "the session is over" : "a realm without media");
        }
        return switch (SessionDescription.parse(description.sdp(), engine.limits())) {
            case SdpResult.Malformed malformed -> refused(malformed.message());
            case SdpResult.Parsed(SessionDescription sdp) ->
                    then.read(
                            new Party(description.from(), from.get()),
                            new Party(description.from().other(), to.get()),
                            sdp,
                            StreamLine.read(
                                    sdp,
                                    description.source().getAddress(),
                                    from.get().realm().address()));
        };
    }

    private MediaResult offered(
            Party from, Party to, SessionDescription offer, List<StreamLine> lines) {
        if (lines.size() < agreedLines) {
            return refused(count(lines.size(), "at least " + agreedLines));
        }
        Optional<String> fault = faultOf(lines);
        if (fault.isPresent()) {
            return refused(fault.get());
        }
        List<Optional<Agreement>> before = new ArrayList<>(streams.size());
        for (RelayStream stream : streams) {
            before.add(stream.agreement());
        }
        if (!take(lines, from, to)) {
            trim();
            return refused("no media port is left");
        }
        exchange = new Exchange(from.side(), offer, lines, before, false);
        Rewriting rewriting = new Rewriting(offer);
        for (int i = 0; i < lines.size(); i++) {
            MediaLine shape = offer.media().get(i).media();
            if (lines.get(i) instanceof StreamLine.Relayed relayed) {
                PortPair ports = streams.get(i).ports(to.side());
                rewriting.open(shape, relayed, ports.rtpPort(), ports.rtcpPort());
            } else {
                rewriting.close(shape);
            }
        }
        return tell(to, rewriting);
    }

    private MediaResult answered(
            Exchange open, Party to, SessionDescription answer, List<StreamLine> lines) {
        if (lines.size() != open.lines().size()) {
            return refused(count(lines.size(), open.lines().size() + ", as offered"));
        }
        List<Optional<Agreement>> agreements = new ArrayList<>();
        Rewriting rewriting = new Rewriting(answer);
        for (int i = 0; i < lines.size(); i++) {
            MediaLine shape = open.media(i);
            if (!shape.media().equals(answer.media().get(i).media().media())) {
                return refused("m= line " + (i + 1) + ": other media (expected: as offered)");
            }
            if (open.lines().get(i) instanceof StreamLine.Relayed offered
                    && lines.get(i) instanceof StreamLine.Relayed answered) {
                PortPair ports = streams.get(i).ports(to.side());
                rewriting.open(shape, answered, ports.rtpPort(), ports.rtcpPort());
                agreements.add(
                        Optional.of(
                                Agreement.of(
                                        shape.media().toString(),
                                        open.offerer(),
                                        offered,
                                        answered)));
            } else {
                rewriting.close(shape);
                agreements.add(Optional.empty());
            }
        }
        Optional<String> fault = faultOf(lines);
        if (fault.isPresent()) {
            return refused(fault.get());
        }
        for (int i = 0; i < agreements.size(); i++) {
            streams.get(i).agree(agreements.get(i), !open.answered());
        }
        exchange = new Exchange(open.offerer(), open.offered(), open.lines(), open.before(), true);
        return tell(to, rewriting);
    }

    private MediaResult tell(Party to, Rewriting rewriting) {
        LegDescription leg =
                switch (to.side()) {
                    case CALLER -> caller;
                    case CALLEE -> callee;
                };
        return new MediaResult.Rewritten(leg.tell(rewriting, to.pool().realm().advertised()));
    }

    /** Makes sure of ports for every stream to be relayed. */
    private boolean take(List<StreamLine> lines, Party from, Party to) {
        for (int i = 0; i < lines.size(); i++) {
            if (i == streams.size()) {
                streams.add(new RelayStream(engine.counters(), loop));
            }
            if (lines.get(i) instanceof StreamLine.Relayed && !(take(i, from) && take(i, to))) {
                return false;
            }
        }
        return true;
    }

    private boolean take(int stream, Party party) {
        return streams.get(stream).take(party.side(), party.pool(), engine.sockets(loop));
    }

    /** Gives the ports of streams back that are not in force. */
    private void trim() {
        for (RelayStream stream : streams) {
            if (stream.agreement().isEmpty()) {
                stream.release();
            }
        }
    }

    /** Why nothing of a description can be relayed, if it asks for anything. */
    private static Optional<String> faultOf(List<StreamLine> lines) {
        Optional<String> fault = Optional.empty();
        for (StreamLine line : lines) {
            switch (line) {
                case StreamLine.Relayed relayed -> {
                    return Optional.empty();
                }
                case StreamLine.Refused(String why) -> fault = fault.or(() -> Optional.of(why));
                case StreamLine.Closed closed -> {}
            }
        }
        return fault;
    }

    private static MediaResult refused(String why) {
        return new MediaResult.Refused(NOT_ACCEPTABLE, "SDP: " + why);
    }

    private static String count(int lines, String expected) {
        return lines + " m= lines (expected: " + expected + ")";
    }
}
