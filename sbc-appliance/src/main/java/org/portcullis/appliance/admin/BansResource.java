package org.portcullis.appliance.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.portcullis.security.ban.Ban;
import org.portcullis.security.ban.BanReason;
import org.portcullis.security.ban.BanTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/** Who is banned: seen, banned and let in again. */
public final class BansResource implements Resource {
    private static final Logger LOG = LoggerFactory.getLogger(BansResource.class);
    private static final String PATH = "/api/v1/bans";

    private static final Field<InetAddress> ADDRESS =
            Field.address("address", Field.In.BODY, "Whom to ban.");
    private static final Field<String> USER =
            Field.text("user", Field.In.BODY, "The only user who is banned from there.").orNone();
    private static final Field<Duration> LENGTH =
            Field.duration("for", Field.In.BODY, "How long, the first time in a row.").orNone();
    private static final Field<String> REASON =
            Field.text("reason", Field.In.BODY, "Why, for the log.").orNone();
    private static final Field<InetAddress> LIFTED =
            Field.address("address", Field.In.PATH, "Whom to let in again.");
    private static final Field<String> LIFTED_USER =
            Field.text("user", Field.In.QUERY, "The user, where the ban is his alone.").orNone();

    private final BanTable bans;
    private final LongSupplier nanoClock;

    public BansResource(BanTable bans, LongSupplier nanoClock) {
        this.bans = bans;
        this.nanoClock = nanoClock;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(PATH, "The bans in force.", List.of(), arguments -> done(list())),
                Operation.post(
                        PATH,
                        "Bans an address, or one user from it. One that is banned stays banned as"
                                + " it is; who is exempt is not banned.",
                        List.of(ADDRESS, USER, LENGTH, REASON),
                        arguments -> done(ban(arguments))),
                Operation.delete(
                        PATH + "/{address}",
                        "Lifts a ban.",
                        List.of(LIFTED, LIFTED_USER),
                        arguments -> done(lift(arguments))));
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return CompletableFuture.completedStage(answer);
    }

    private Answer list() {
        List<Ban> all = bans.list(nanoClock.getAsLong()).stream().filter(Ban::inForce).toList();
        return Answer.json(
                HttpResponseStatus.OK,
                out -> {
                    out.writeArrayPropertyStart("bans");
                    all.forEach(ban -> write(out, ban));
                    out.writeEndArray();
                });
    }

    private static void write(JsonGenerator out, Ban ban) {
        out.writeStartObject();
        out.writeStringProperty("address", ban.address().getHostAddress());
        ban.user().ifPresent(user -> out.writeStringProperty("user", user));
        out.writeStringProperty("reason", ban.reason().label());
        out.writeNumberProperty("times", ban.times());
        out.writeNumberProperty("totalMillis", ban.total().toMillis());
        out.writeNumberProperty("leftMillis", ban.left().toMillis());
        out.writeEndObject();
    }

    private Answer ban(Arguments arguments) {
        InetSocketAddress source = new InetSocketAddress(arguments.get(ADDRESS), 0);
        Duration length = arguments.find(LENGTH).orElse(bans.settings().duration());
        long nowNanos = nanoClock.getAsLong();
        BanTable.Outcome outcome =
                arguments
                        .find(USER)
                        .map(
                                user ->
                                        bans.banUser(
                                                user, source, BanReason.OPERATOR, length, nowNanos))
                        .orElseGet(() -> bans.ban(source, BanReason.OPERATOR, length, nowNanos));
        String result = outcome.name().toLowerCase(Locale.ROOT);
        LOG.info(
                "ban asked for address={} user={} result={} why={} by={}",
                arguments.get(ADDRESS).getHostAddress(),
                arguments.find(USER).orElse(""),
                result,
                arguments.find(REASON).orElse(""),
                arguments.by());
        return outcome == BanTable.Outcome.EXEMPT
                ? Answer.error(
                        HttpResponseStatus.CONFLICT,
                        "address: "
                                + arguments.get(ADDRESS).getHostAddress()
                                + " (expected: one that is in no exempt group)")
                : Answer.json(
                        HttpResponseStatus.OK, out -> out.writeStringProperty("result", result));
    }

    private Answer lift(Arguments arguments) {
        InetAddress address = arguments.get(LIFTED);
        Optional<String> user = arguments.find(LIFTED_USER);
        long nowNanos = nanoClock.getAsLong();
        boolean lifted =
                user.map(its -> bans.liftUser(its, address, nowNanos))
                        .orElseGet(() -> bans.lift(address, nowNanos));
        if (!lifted) {
            return Answer.error(
                    HttpResponseStatus.NOT_FOUND,
                    "address: "
                            + address.getHostAddress()
                            + user.map(its -> ", user: " + its).orElse("")
                            + ": not banned (expected: one of the list)");
        }
        LOG.info(
                "ban lifted address={} user={} by={}",
                address.getHostAddress(),
                user.orElse(""),
                arguments.by());
        return Answer.json(
                HttpResponseStatus.OK, out -> out.writeStringProperty("result", "lifted"));
    }
}
