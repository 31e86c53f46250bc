package org.portcullis.appliance.boot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.portcullis.appliance.config.AuthSettings;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.appliance.config.UserDatabase;
import org.portcullis.core.border.Authentication;
import org.portcullis.core.border.Credentials;
import org.portcullis.core.border.Origin;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.sql.Database;
import org.portcullis.core.sql.DatabaseState;
import org.portcullis.core.transaction.TransactionLayer;
import org.portcullis.security.ban.BanTable;
import org.portcullis.security.digest.Authenticator;
import org.portcullis.security.digest.DigestClient;
import org.portcullis.security.digest.StoredUsers;
import org.portcullis.security.digest.UserBans;
import org.portcullis.security.subscriber.SqlUsers;

/**
 * Who users have to show they are, and who we are to peers that ask. Changed by one thread at a
 * time.
 */
final class Identities implements Reloadable {
    private final Counters counters;
    private final Authenticator authenticator;
    private final List<Client> clients = new ArrayList<>();
    private final DatabaseState state;
    private AuthSettings present;
    private Optional<Database> database = Optional.empty();
    private Optional<StoredUsers> stored;

    Identities(Configuration first, BanTable bans, RandomGenerator random, Counters counters) {
        this.counters = counters;
        this.present = first.auth();
        this.state = new DatabaseState("users", counters);
        this.stored = present.database().map(its -> stored(its, open(its)));
        this.authenticator =
                new Authenticator(
                        present.realms(),
                        present.users(),
                        stored,
                        present.block(),
                        UserBans.in(bans),
                        random,
                        () -> ThreadLocalRandom.current().nextLong(),
                        counters,
                        System.nanoTime());
    }

    private record Client(SipLoop loop, TransactionLayer layer) {}

    Authentication authentication() {
        return authenticator;
    }

    /** Shows the peers of one more loop who we are. Before the first request. */
    void on(SipLoop loop, TransactionLayer layer) {
        clients.add(new Client(loop, layer));
        layer.credentials(credentials(loop, present));
    }

    /** Each loop has nonces of its own to count. */
    private Function<Origin, Optional<Credentials>> credentials(SipLoop loop, AuthSettings its) {
        Map<Origin, Credentials> made = new HashMap<>();
        its.accounts()
                .forEach(
                        (peer, accounts) ->
                                made.put(
                                        peer,
                                        new DigestClient(
                                                peer.name(), accounts, loop.ids()::tag, counters)));
        return peer -> Optional.ofNullable(made.get(peer));
    }

    private Database open(UserDatabase its) {
        Database opened = new Database(its.database(), state, System::nanoTime);
        database = Optional.of(opened);
        return opened;
    }

    private StoredUsers stored(UserDatabase its, Database opened) {
        return new StoredUsers(
                new SqlUsers(opened, its.table(), counters),
                its.store(),
                System::nanoTime,
                counters);
    }

    /** What the old database is asked for already is answered by it. */
    @Override
    public Runnable prepare(Configuration next) {
        AuthSettings its = next.auth();
        boolean same = its.database().equals(present.database());
        Optional<Database> before = database;
        return () -> {
            if (!same) {
                database = Optional.empty();
                stored = its.database().map(users -> stored(users, open(users)));
            }
            authenticator.prepare(its.realms(), its.users(), stored, System.nanoTime()).run();
            if (!same) {
                before.ifPresent(Database::close);
            }
            authenticator.use(its.block());
            if (!its.accounts().equals(present.accounts())) {
                clients.stream()
                        .map(client -> replace(client, its))
                        .toList()
                        .forEach(CompletableFuture::join);
            }
            present = its;
        };
    }

    void close() {
        database.ifPresent(Database::close);
    }

    /** Not through the loop's bounded queue: what it refused would be half a reload. */
    private CompletableFuture<Void> replace(Client client, AuthSettings its) {
        return CompletableFuture.runAsync(
                () -> client.layer().credentials(credentials(client.loop(), its)),
                client.loop().executor());
    }
}
