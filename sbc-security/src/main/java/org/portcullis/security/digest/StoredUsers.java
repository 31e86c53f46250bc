package org.portcullis.security.digest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.portcullis.core.runtime.Counters;

/**
 * The users of a {@link UserStore}, as far as they are remembered. Any thread.
 *
 * <p>Two memories that know nothing of each other: of users that have shown their password, to let
 * them in; and of what was found out about those who have not, so that guessing does not become
 * load on the store. How soon a refusal comes depends on the second alone, and only refusals change
 * that: it does not tell a name that is nobody's from that of a user who is about.
 */
public final class StoredUsers {
    private final UserStore store;
    private final StoreSettings settings;
    private final Cache<Name, Remembered> shown;
    private final Cache<Name, UserStore.Found> refused;
    private final Map<Name, CompletableFuture<UserStore.Found>> asked = new ConcurrentHashMap<>();

    /**
     * @param clock nanoseconds that never go back
     */
    public StoredUsers(
            UserStore store, StoreSettings settings, LongSupplier clock, Counters counters) {
        this.store = store;
        this.settings = settings;
        this.shown = cache(settings.keepWhenDown(), clock).build();
        this.refused = cache(settings.refuse(), clock).build();
        counters.gauge(
                "portcullis_digest_users_remembered",
                "Users from a database that have shown their password and are remembered.",
                shown::estimatedSize);
    }

    private Caffeine<Object, Object> cache(Duration life, LongSupplier clock) {
        return Caffeine.newBuilder()
                .maximumSize(settings.users())
                .expireAfterWrite(life)
                .ticker(clock::getAsLong)
                .executor(Runnable::run);
    }

    /** A user as it is asked for. */
    record Name(String user, String realm) {}

    private record Remembered(Users.User user, long sinceNanos) {}

    /** A user that was looked up not long ago. */
    Optional<Users.User> remembered(Name name, long nowNanos) {
        return known(name, nowNanos, settings.keep());
    }

    /** A user as it was when the store could be asked. */
    Optional<Users.User> lastKnown(Name name, long nowNanos) {
        return known(name, nowNanos, settings.keepWhenDown());
    }

    private Optional<Users.User> known(Name name, long nowNanos, Duration atMost) {
        return Optional.ofNullable(shown.getIfPresent(name))
                .filter(its -> nowNanos - its.sinceNanos() < atMost.toNanos())
                .map(Remembered::user);
    }

    void remember(Name name, Users.User user, long nowNanos) {
        shown.put(name, new Remembered(user, nowNanos));
    }

    /**
     * Remembers what was found about a user whose password was not shown; the one that was shown
     * before may be of the past.
     */
    void refuse(Name name, UserStore.Found found, Optional<Users.User> user) {
        shown.asMap()
                .computeIfPresent(
                        name,
                        (key, its) -> user.filter(its.user()::equals).isPresent() ? its : null);
        refused.asMap().putIfAbsent(name, found); // its time counts from the lookup
    }

    /** Asks the store; once where many ask for the same name at a time. */
    CompletionStage<UserStore.Found> lookUp(Name name) {
        UserStore.Found found = refused.getIfPresent(name);
        if (found != null) {
            return CompletableFuture.completedStage(found);
        }
        CompletableFuture<UserStore.Found> answer =
                asked.computeIfAbsent(
                        name, key -> store.find(key.user(), key.realm()).toCompletableFuture());
        return answer.whenComplete((its, failure) -> asked.remove(name, answer));
    }
}
