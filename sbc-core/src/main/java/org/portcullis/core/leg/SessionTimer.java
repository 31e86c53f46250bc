package org.portcullis.core.leg;

import io.netty.util.AsciiString;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.runtime.Timer;
import org.portcullis.core.transaction.ClientTransaction;
import org.portcullis.core.transaction.ClientUser;

/**
 * Keeps the session of one leg from outliving its peer (RFC 4028). Owned by the call's loop.
 *
 * <p>Each leg has an interval and a refresher of its own. Where the peer knows no session timers it
 * is asked with OPTIONS whether the dialog is still there.
 */
public final class SessionTimer extends Timer implements ClientUser {
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MOST_MARGIN_SECONDS = 32;

    /** Who keeps the session alive. */
    public enum Keeping {
        /** The dialog is not confirmed yet, or over. */
        NOTHING,
        /** We refresh at half the interval. */
        REFRESHING,
        /** The peer is to refresh; without it the session is over. */
        AWAITING,
        /** The peer knows no session timers. */
        PROBING
    }

    /**
     * What was agreed with the peer.
     *
     * @param intervalSeconds of the session, refreshed or not
     * @param minimumSeconds the least that the peer accepts
     */
    public record Agreed(Keeping keeping, int intervalSeconds, int minimumSeconds) {}

    private final LegContext context;
    private final Leg leg;
    private final PeerProfile.SessionTimer settings;
    private Keeping keeping = Keeping.NOTHING;
    private int intervalSeconds;
    private int minimumSeconds;
    private long lastsUntilNanos;

    SessionTimer(LegContext context, Leg leg, PeerProfile.SessionTimer settings) {
        this.context = context;
        this.leg = leg;
        this.settings = settings;
        this.intervalSeconds = settings.intervalSeconds();
        this.minimumSeconds = settings.minimumSeconds();
    }

    /** Writes what an INVITE that makes a dialog asks for (RFC 4028 7.1). */
    public static void ask(
            PeerProfile.SessionTimer settings, int minimumSeconds, MessageWriter writer) {
        if (settings.use() == PeerProfile.SessionTimer.Use.ACCEPTED) {
            return;
        }
        boolean us = settings.refresher() == PeerProfile.SessionTimer.Refresher.US;
        write(
                writer,
                Math.max(settings.intervalSeconds(), minimumSeconds),
                us ? SessionExpires.UAC : AsciiString.EMPTY_STRING);
        writer.header(HeaderName.MIN_SE, Math.max(settings.minimumSeconds(), minimumSeconds));
    }

    /** Writes what a target refresh request of ours in the dialog asks for (RFC 4028 7.4). */
    public void ask(MessageWriter writer) {
        switch (keeping) {
            case REFRESHING -> write(writer, intervalSeconds, SessionExpires.UAC);
            case AWAITING -> write(writer, intervalSeconds, SessionExpires.UAS);
            case NOTHING, PROBING -> {
                return;
            }
        }
        writer.header(HeaderName.MIN_SE, minimumSeconds);
    }

    /** Takes what the 2xx to a request of ours says (RFC 4028 7.2). */
    public void agreed(SipResponse success, long nowNanos) {
        Optional<SessionExpires> expires = SessionExpires.of(success);
        if (expires.isPresent()) {
            keep(expires.get().seconds(), !expires.get().byUas(), nowNanos);
        } else if (settings.use() == PeerProfile.SessionTimer.Use.OFFERED) {
            probe(nowNanos);
        } else {
            stop();
        }
    }

    /**
     * The Min-SE to refuse a request of the peer with, where it asks for less and would understand
     * (RFC 4028 9); 0 where its interval is fine.
     */
    public static int refusal(PeerProfile.SessionTimer settings, SipRequest request) {
        boolean tooSmall =
                SessionExpires.of(request)
                        .filter(expires -> expires.seconds() < settings.minimumSeconds())
                        .isPresent();
        return tooSmall && Extensions.supports(request, Extensions.TIMER)
                ? settings.minimumSeconds()
                : 0;
    }

    /** Writes what a 2xx of ours says, and keeps to it from now on (RFC 4028 9). */
    public void agree(SipRequest request, MessageWriter writer, long nowNanos) {
        Optional<SessionExpires> asked = SessionExpires.of(request);
        boolean supported = Extensions.supports(request, Extensions.TIMER);
        boolean offered = settings.use() == PeerProfile.SessionTimer.Use.OFFERED;
        if (asked.isEmpty() && !(supported && offered)) {
            if (offered) {
                probe(nowNanos);
            } else {
                stop();
            }
            return;
        }
        int least = Math.max(SessionExpires.minimumOf(request), settings.minimumSeconds());
        int wanted = asked.map(SessionExpires::seconds).orElse(Integer.MAX_VALUE);
        int seconds = Math.max(least, Math.min(wanted, settings.intervalSeconds()));
        boolean us = !supported || weRefresh(asked);
        write(writer, seconds, us ? SessionExpires.UAS : SessionExpires.UAC);
        if (!us) {
            writer.header(HeaderName.REQUIRE, Extensions.TIMER);
        }
        keep(seconds, us, nowNanos);
    }

    /** What has been agreed with the peer. */
    public Agreed state() {
        return new Agreed(keeping, intervalSeconds, minimumSeconds);
    }

    /** Goes on with what the leg has agreed in another call. */
    void resume(Agreed before, long nowNanos) {
        minimumSeconds = before.minimumSeconds();
        switch (before.keeping()) {
            case NOTHING -> {}
            case REFRESHING -> keep(before.intervalSeconds(), true, nowNanos);
            case AWAITING -> keep(before.intervalSeconds(), false, nowNanos);
            case PROBING -> probe(nowNanos);
        }
    }

    /** The peer has refreshed, or the session is over. */
    void stop() {
        keeping = Keeping.NOTHING;
        context.loop().timers().cancel(this);
    }

    @Override
    protected void expired(long nowNanos) {
        leg.owner().guarded(nowNanos, () -> due(nowNanos));
    }

    /** What a refresh or a probe of ours has come to. */
    @Override
    public void response(ClientTransaction transaction, SipResponse response, long nowNanos) {
        int status = response.status();
        if (status >= 200 && status < 300 && keeping == Keeping.REFRESHING) {
            leg.dialog().refreshTarget(response);
            agreed(response, nowNanos);
        } else if (status == 422) {
            minimumSeconds = Math.max(minimumSeconds, SessionExpires.minimumOf(response));
            intervalSeconds = Math.max(intervalSeconds, minimumSeconds);
            again(nowNanos);
        } else if (status >= 200) {
            failed(status, nowNanos);
        }
    }

    @Override
    public void failed(ClientTransaction transaction, int status, long nowNanos) {
        failed(status, nowNanos);
    }

    /** A refresh was refused, or a probe answered. */
    public void failed(int status, long nowNanos) {
        if (status == 481 || status == 408) { // RFC 4028 10
            leg.owner().lost(Reasons.GONE, nowNanos);
        } else if (keeping == Keeping.REFRESHING) {
            again(nowNanos);
        } else if (keeping == Keeping.PROBING) {
            probe(nowNanos); // it answered, so it is there
        }
    }

    private void due(long nowNanos) {
        switch (keeping) {
            case NOTHING -> {}
            case AWAITING -> expire(nowNanos);
            case REFRESHING -> refresh(nowNanos);
            case PROBING -> leg.send(leg.begin(Method.OPTIONS), this, nowNanos);
        }
    }

    private void refresh(long nowNanos) {
        if (nowNanos - lastsUntilNanos >= 0) {
            expire(nowNanos);
        } else if (leg.allowsUpdate()) {
            MessageWriter writer = leg.begin(Method.UPDATE);
            ask(writer);
            leg.send(writer, this, nowNanos);
        } else if (!leg.owner().refresh(leg, nowNanos)) {
            again(nowNanos);
        }
    }

    /** Tries the refresh again shortly, as long as the session lasts. */
    void again(long nowNanos) {
        if (keeping == Keeping.REFRESHING) {
            context.loop().timers().schedule(this, nowNanos + RETRY_NANOS);
        }
    }

    private void expire(long nowNanos) {
        leg.owner().lost(Reasons.EXPIRED, nowNanos);
    }

    private boolean weRefresh(Optional<SessionExpires> asked) {
        if (asked.isPresent() && (asked.get().byUac() || asked.get().byUas())) {
            return asked.get().byUas();
        }
        return settings.refresher() == PeerProfile.SessionTimer.Refresher.US;
    }

    private void keep(int seconds, boolean us, long nowNanos) {
        intervalSeconds = seconds;
        keeping = us ? Keeping.REFRESHING : Keeping.AWAITING;
        int margin = Math.min(MOST_MARGIN_SECONDS, seconds / 3);
        lastsUntilNanos = nowNanos + TimeUnit.SECONDS.toNanos(seconds - (long) margin);
        long dueNanos = us ? nowNanos + TimeUnit.SECONDS.toNanos(seconds) / 2 : lastsUntilNanos;
        context.loop().timers().schedule(this, dueNanos);
    }

    private void probe(long nowNanos) {
        keeping = Keeping.PROBING;
        long afterNanos = TimeUnit.SECONDS.toNanos(settings.intervalSeconds()) / 2;
        context.loop().timers().schedule(this, nowNanos + afterNanos);
    }

    private static void write(MessageWriter writer, int seconds, AsciiString refresher) {
        writer.begin(HeaderName.SESSION_EXPIRES).append(seconds);
        if (!refresher.isEmpty()) {
            writer.append(";refresher=").append(refresher);
        }
        writer.end();
    }
}
