package org.portcullis.appliance.admin.routing;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.portcullis.appliance.admin.Answer;
import org.portcullis.appliance.admin.Arguments;
import org.portcullis.appliance.admin.Field;
import org.portcullis.appliance.admin.Operation;
import org.portcullis.appliance.admin.Resource;
import org.portcullis.core.border.Origin;
import org.portcullis.routing.dispatch.Destination;
import org.portcullis.routing.dispatch.DispatcherSettings.Member;
import org.portcullis.routing.probe.Health.Hold;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where calls can go: seen, drained, disabled, enabled and weighed. Any thread. */
public final class DestinationsResource implements Resource {
    private static final Logger LOG = LoggerFactory.getLogger(DestinationsResource.class);
    private static final String PATH = "/api/v1/destinations";

    private static final Field<String> DESTINATION =
            Field.text("destination", Field.In.PATH, "Its duid or its URI, as the list has them.");
    private static final Field<String> PEER =
            Field.text("peer", Field.In.QUERY, "Whose it is, where several have one of that name.")
                    .orNone();
    private static final Field<Integer> WEIGHT =
            new Field<>(
                    "weight",
                    Field.In.BODY,
                    true,
                    "0-" + Member.MOST_WEIGHT,
                    "Its share, in algorithms that go by weight.",
                    DestinationsResource::share);

    private final Supplier<List<Destination>> destinations;

    /**
     * @param destinations of the configuration in use; called on the admin server's loop
     */
    public DestinationsResource(Supplier<List<Destination>> destinations) {
        this.destinations = destinations;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(
                        PATH,
                        "The destinations of every trunk and dispatcher set: state, share, calls,"
                                + " latency.",
                        List.of(),
                        arguments -> done(list("destinations", any -> true))),
                Operation.get(
                        "/api/v1/trunks",
                        "The trunks that calls can go to: state, calls, latency.",
                        List.of(),
                        arguments ->
                                done(
                                        list(
                                                "trunks",
                                                each ->
                                                        each.hop().peer()
                                                                instanceof Origin.Trunk))),
                holding("drain", "Lets its calls go on and sends no further ones.", Hold.DRAINING),
                holding("disable", "Sends no further calls, nor probes.", Hold.DISABLED),
                holding("enable", "Sends it calls again.", Hold.NONE),
                Operation.post(
                        PATH + "/{destination}/weight",
                        "Gives it another share, until the configuration has another one or the box"
                                + " starts again.",
                        List.of(DESTINATION, PEER, WEIGHT),
                        arguments ->
                                done(
                                        change(
                                                arguments,
                                                "weight " + arguments.get(WEIGHT),
                                                its -> its.weigh(arguments.get(WEIGHT))))));
    }

    private Operation holding(String verb, String summary, Hold hold) {
        return Operation.post(
                PATH + "/{destination}/" + verb,
                summary,
                List.of(DESTINATION, PEER),
                arguments -> done(change(arguments, verb, its -> its.hold(hold))));
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return CompletableFuture.completedStage(answer);
    }

    private Answer list(String name, Predicate<Destination> wanted) {
        List<Destination> all = destinations.get().stream().filter(wanted).toList();
        return Answer.json(
                HttpResponseStatus.OK,
                out -> {
                    out.writeArrayPropertyStart(name);
                    all.forEach(each -> DestinationAnswer.write(out, each.view()));
                    out.writeEndArray();
                });
    }

    private Answer change(Arguments arguments, String what, Consumer<Destination> change) {
        String name = arguments.get(DESTINATION);
        Optional<String> peer = arguments.find(PEER);
        List<Destination> meant =
                destinations.get().stream()
                        .filter(
                                each ->
                                        peer.isEmpty()
                                                || each.hop().peer().name().equals(peer.get()))
                        .filter(
                                each ->
                                        each.duid().equals(Optional.of(name))
                                                || each.hop().uri().toString().equals(name))
                        .toList();
        if (meant.isEmpty()) {
            return Answer.error(
                    HttpResponseStatus.NOT_FOUND,
                    "destination: " + name + ": no such (expected: a duid or URI of the list)");
        }
        if (meant.size() > 1) {
            List<String> peers = meant.stream().map(each -> each.hop().peer().name()).toList();
            return Answer.error(
                    HttpResponseStatus.CONFLICT,
                    "destination: "
                            + name
                            + ": several have it (expected: peer, one of "
                            + String.join(", ", peers)
                            + ")");
        }
        Destination its = meant.getFirst();
        change.accept(its);
        LOG.info(
                "destination changed peer={} destination={} to={} by={}",
                its.hop().peer().name(),
                its.hop().uri(),
                what,
                arguments.by());
        return Answer.json(
                HttpResponseStatus.OK, out -> DestinationAnswer.members(out, its.view()));
    }

    private static Optional<Integer> share(String text) {
        boolean digits =
                !text.isEmpty()
                        && text.length() <= 4
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits
                ? Optional.of(Integer.valueOf(text)).filter(its -> its <= Member.MOST_WEIGHT)
                : Optional.empty();
    }
}
