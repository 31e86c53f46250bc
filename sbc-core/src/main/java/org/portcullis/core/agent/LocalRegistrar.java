package org.portcullis.core.agent;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.registration.Aor;
import org.portcullis.core.registration.Binding;
import org.portcullis.core.registration.Bindings;
import org.portcullis.core.registration.LocationKeeper;
import org.portcullis.core.registration.RegisterWish;
import org.portcullis.core.registration.RegistrarSettings;
import org.portcullis.core.registration.RegistrationCounters.Result;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.Replies;
import org.portcullis.core.transaction.ServerTransaction;

/**
 * The registrar of users that have proven who they are (RFC 3261 10.3, RFC 3327, RFC 5626). Owned
 * by its loop.
 *
 * <p>A change holds from when it is asked for; it is acknowledged once it is kept, so that what was
 * acknowledged outlives the box.
 */
public final class LocalRegistrar {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final RegistrarSettings settings;
    private final LocationKeeper keeper;
    private final InstantSource clock;

    public LocalRegistrar(RegistrarSettings settings, LocationKeeper keeper, InstantSource clock) {
        this.settings = settings;
        this.keeper = keeper;
        this.clock = clock;
    }

    /** What stands on the loop of a REGISTER. */
    record Desk(RelayContext context, Bindings bindings) {}

    /** A REGISTER that is looked at. */
    private record Case(
            Desk desk,
            ServerTransaction transaction,
            Admission.Ticket ticket,
            Registrations.Registration asked) {

        Aor aor() {
            return asked.aor();
        }
    }

    /** What RFC 3261 10.3 asks of the sender before anything else; 0 if all is well. */
    int refusal(SipRequest register, Origin.User user) {
        if (!(register.to().uri() instanceof SipUri record)
                || !record.user().contentEquals(user.user())) {
            return 403; // step 4: nobody registers for another
        }
        return settings.serves(record.host()) ? 0 : 404;
    }

    /** Takes a REGISTER in order, for whose additions there is room on the loop. */
    void arrived(
            Desk desk,
            ServerTransaction transaction,
            Admission.Ticket ticket,
            Registrations.Registration asked,
            long nowNanos) {
        Case its = new Case(desk, transaction, ticket, asked);
        if (asked.wish() instanceof RegisterWish.Update update && tooBrief(asked, update)) {
            refuse(its, Result.INVALID, 423, nowNanos);
        } else if (standing(its) > settings.contacts()) {
            refuse(its, Result.FULL, 503, nowNanos);
        } else {
            List<LocationKeeper.Change> changes = apply(its, nowNanos);
            if (changes.isEmpty()) {
                accept(its, nowNanos);
            } else {
                // Not through the loop's bounded queue: the transaction waits for it.
                keeper.keep(changes)
                        .whenCompleteAsync(
                                (kept, failure) -> kept(its, Boolean.TRUE.equals(kept)),
                                desk.context().loop().executor());
            }
        }
    }

    private void kept(Case its, boolean kept) {
        long nowNanos = its.desk().context().loop().nowNanos();
        try {
            if (kept) {
                accept(its, nowNanos);
            } else {
                refuse(its, Result.UNKEPT, 503, nowNanos);
            }
        } catch (RuntimeException e) {
            its.desk().context().loop().bugs().report("registrar", e);
        }
    }

    private boolean tooBrief(Registrations.Registration asked, RegisterWish.Update update) {
        for (Registrations.Change change : asked.changes()) {
            long wanted = update.expiresSeconds(change.contact());
            if (wanted > 0 && wanted < settings.leastSeconds()) {
                return true;
            }
        }
        return false;
    }

    /** Contacts that the user would have. */
    private static int standing(Case its) {
        int count = its.desk().bindings().of(its.aor()).size();
        if (its.asked().wish() instanceof RegisterWish.Update update) {
            for (Registrations.Change change : its.asked().changes()) {
                boolean removal = update.expiresSeconds(change.contact()) == 0;
                count += change.before().isPresent() ? (removal ? -1 : 0) : (removal ? 0 : 1);
            }
        }
        return its.asked().wish() instanceof RegisterWish.Update ? count : 0;
    }

    /** Changes the bindings, and says what has to be kept of that. */
    private List<LocationKeeper.Change> apply(Case its, long nowNanos) {
        List<LocationKeeper.Change> changes = new ArrayList<>(1);
        Bindings bindings = its.desk().bindings();
        switch (its.asked().wish()) {
            case RegisterWish.Update update -> {
                for (Registrations.Change change : its.asked().changes()) {
                    apply(its, change, update.expiresSeconds(change.contact()), changes, nowNanos);
                }
            }
            case RegisterWish.RemoveAll all -> {
                for (Binding binding : bindings.of(its.aor())) {
                    bindings.remove(binding);
                    changes.add(new LocationKeeper.Drop(binding.token().toString()));
                }
            }
            case RegisterWish.Query query -> {}
            case RegisterWish.Malformed malformed -> {}
        }
        return changes;
    }

    private void apply(
            Case its,
            Registrations.Change change,
            long wanted,
            List<LocationKeeper.Change> changes,
            long nowNanos) {
        Bindings bindings = its.desk().bindings();
        Optional<Binding> before = bindings.named(change.token());
        if (wanted == 0) {
            before.ifPresent(bindings::remove);
            changes.add(new LocationKeeper.Drop(change.token().toString()));
            return;
        }
        long seconds =
                Math.min(wanted < 0 ? settings.defaultSeconds() : wanted, settings.mostSeconds());
        Binding binding =
                bindings.bind(
                        its.aor(),
                        change.token(),
                        AsciiString.EMPTY_STRING,
                        change.contact(),
                        its.asked().arrival(),
                        seconds,
                        nowNanos);
        if (!binding.flow().protocol().reliable()) {
            long untilMillis = clock.millis() + seconds * 1_000;
            changes.add(new LocationKeeper.Put(binding.location(untilMillis)));
        } else if (before.filter(old -> !old.flow().protocol().reliable()).isPresent()) {
            changes.add(new LocationKeeper.Drop(change.token().toString()));
        }
    }

    private void accept(Case its, long nowNanos) {
        its.ticket().release();
        RelayContext context = its.desk().context();
        ServerTransaction transaction = its.transaction();
        MessageWriter writer = Replies.begin(context.writer(), transaction, 200, transaction.tag());
        boolean outbound = false;
        for (Binding binding : its.desk().bindings().of(its.aor())) {
            writer.begin(HeaderName.CONTACT).append('<');
            writer.append(binding.contact().uri().text()).append('>');
            binding.contact().writeParams(binding.remainingSeconds(nowNanos), writer);
            writer.end();
            outbound |=
                    binding.contact().flow() != 0
                            && binding.flow().equals(its.asked().arrival().flow());
        }
        if (outbound) {
            writer.header(HeaderName.REQUIRE, RegisterWish.OUTBOUND); // RFC 5626 6
        }
        writer.copyAll(HeaderName.PATH, transaction.request()); // RFC 3327 5.3
        writer.header(HeaderName.DATE, date(clock.instant()));
        transaction.respond(writer.toResponse(), nowNanos);
    }

    private static AsciiString date(Instant now) {
        return new AsciiString(DATE.format(now));
    }

    private void refuse(Case its, Result result, int status, long nowNanos) {
        its.ticket().release();
        RelayContext context = its.desk().context();
        context.counters().refused(Method.REGISTER, status);
        its.desk().bindings().counters().count(result);
        if (status == 503) {
            Answers.spread(context.layer(), its.transaction(), status, nowNanos);
        } else {
            Answers.explain(
                    context.layer(),
                    its.transaction(),
                    status,
                    Optional.of(HeaderName.MIN_EXPIRES),
                    new AsciiString(Long.toString(settings.leastSeconds())),
                    nowNanos);
        }
    }
}
