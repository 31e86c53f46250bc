package org.portcullis.appliance.check;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portcullis.appliance.check.CapturedFlow.Sent;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.core.border.Origin;
import org.portcullis.core.codec.Insane;
import org.portcullis.core.codec.ParseResult;
import org.portcullis.core.codec.Sanity;
import org.portcullis.core.codec.SipParser;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;
import org.portcullis.routing.resolve.NextHop;
import org.portcullis.routing.trunk.Trunk;

/** What becomes of a request of a peer: what would leave, and by which way. */
public final class MessageCheck {
    private static final long MOST_BYTES = 1 << 20;

    private final Configuration configuration;

    public MessageCheck(Configuration configuration) {
        this.configuration = configuration;
    }

    /** What a check says. */
    public sealed interface Outcome {}

    /** It would leave, as {@code text} shows. */
    public record Leaves(String text) implements Outcome {}

    /** Its sender would get a final response that is no success, or silence. */
    public record Refused(String text) implements Outcome {}

    /** It cannot be tried out. */
    public record Unusable(String problem) implements Outcome {}

    /**
     * Sends the request in {@code file} through the box, without a socket. Blocks.
     *
     * @param from the name of the trunk or dispatcher that it comes from
     */
    public Outcome check(Path file, String from) throws IOException {
        Map<String, Peer> peers = peers();
        Peer peer = peers.get(from);
        if (peer == null) {
            return new Unusable(
                    "--from "
                            + from
                            + ": no such trunk or dispatcher (expected: "
                            + (peers.isEmpty()
                                    ? "one that is configured"
                                    : String.join(", ", peers.keySet()))
                            + ')');
        }
        if (Files.size(file) > MOST_BYTES) {
            return new Unusable(file + ": too large (expected: at most 1 MiB)");
        }
        SipParser parser = new SipParser(configuration.messages(), peer.realm().sanity());
        Sanity sanity = new Sanity(peer.realm().sanity(), peer.realm().name(), via -> false);
        MessageText text = MessageText.of(Files.readAllBytes(file), parser);
        return switch (text.parse()) {
            case ParseResult.Parsed(SipRequest request) -> {
                Optional<Insane> insane = sanity.check(request);
                yield insane.isPresent()
                        ? new Unusable(file + ": " + insane.get().why() + answer(insane))
                        : check(request, peer);
            }
            case ParseResult.Parsed(SipResponse response) ->
                    new Unusable(file + ":1: a response (expected: a request)");
            case ParseResult.KeepAlive() -> new Unusable(file + ": empty (expected: a request)");
            case ParseResult.Malformed malformed -> {
                int line = text.lineOf(malformed);
                String place = line > 0 ? file + ":" + line : file.toString();
                yield new Unusable(
                        place + ": " + malformed.why() + answer(sanity.check(malformed)));
            }
        };
    }

    private static String answer(Optional<Insane> insane) {
        return insane.filter(its -> its.reply().isPresent())
                .map(its -> " (the sender is answered " + its.status() + ')')
                .orElse(" (the sender gets no answer)");
    }

    private Outcome check(SipRequest request, Peer peer) {
        DryBox box = new DryBox(configuration);
        CapturedFlow flow = box.from(peer.origin(), peer.realm(), peer.target());
        List<Sent> sent = box.received(request, flow);
        StringBuilder text = new StringBuilder();
        box.decisions().forEach(decision -> text.append(decision).append("\n\n"));
        int decided = text.length();
        boolean leaves = false;
        for (Sent each : sent) {
            if (each.message() instanceof SipRequest) {
                text.append(described(each));
                leaves = true;
            } else if (each.message() instanceof SipResponse response && response.status() >= 200) {
                text.append(described(each));
                leaves |= response.status() < 300;
            }
        }
        if (box.bugs() > 0) {
            return new Refused(text + "an internal error, which the log tells of\n");
        }
        if (text.length() == decided) {
            return new Refused(text + "nothing leaves: the sender gets no answer\n");
        }
        return leaves ? new Leaves(text.toString()) : new Refused(text.toString());
    }

    private static String described(Sent sent) {
        CapturedFlow flow = sent.flow();
        String what = sent.message() instanceof SipRequest ? "sent to " : "answered to ";
        String message = sent.message().toString().replace("\r\n", "\n");
        return what
                + flow.target()
                + " in realm "
                + flow.realm().name()
                + " from "
                + flow.protocol().label()
                + ':'
                + NetUtil.toSocketAddressString(flow.listenPoint().advertised())
                + "\n\n"
                + message
                + (message.endsWith("\n") ? "" : "\n");
    }

    private Map<String, Peer> peers() {
        Map<String, Peer> peers = new LinkedHashMap<>();
        configuration
                .trunks()
                .forEach(
                        trunk ->
                                peers.put(
                                        trunk.name(),
                                        new Peer(
                                                new Origin.Trunk(trunk.name()),
                                                trunk.realm(),
                                                target(trunk))));
        configuration
                .dispatchers()
                .forEach(
                        set ->
                                peers.put(
                                        set.name(),
                                        new Peer(
                                                new Origin.Dispatcher(set.name()),
                                                set.realm(),
                                                set.destinations().getFirst().hop().target())));
        return peers;
    }

    /** A phone may be anywhere: such as at the address that no network has (RFC 5737). */
    private static Target target(Trunk trunk) {
        return trunk.sendTo()
                .map(NextHop::target)
                .orElseGet(
                        () ->
                                new Target(
                                        trunk.realm().listen().getFirst().protocol(),
                                        new InetSocketAddress("192.0.2.1", 5060)));
    }

    /** One that messages come from: from the address that the box would send to. */
    private record Peer(Origin origin, Realm realm, Target target) {}
}
