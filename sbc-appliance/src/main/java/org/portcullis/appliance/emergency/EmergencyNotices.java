package org.portcullis.appliance.emergency;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portcullis.appliance.webhook.Outcomes;
import org.portcullis.appliance.webhook.Webhook;
import org.portcullis.core.agent.TextMessages;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.runtime.Timer;
import org.portcullis.routing.emergency.EmergencyCall;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells everyone who is to know of emergency calls, and the log. Any thread. */
public final class EmergencyNotices implements Consumer<EmergencyCall>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmergencyNotices.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 4;
    private static final int MOST_UNDER_WAY = 64;

    private final List<NoticeSettings.Address> addresses;
    private final Optional<Webhook> webhook;
    private final String node;
    private final Outcomes outcomes;
    // Set before the first call, read by every loop.
    private volatile @Nullable SipLoop loop;
    private volatile @Nullable TextMessages messages;
    // On the loop only.
    private int underWay;

    /**
     * @param node the name of this instance
     */
    public EmergencyNotices(NoticeSettings settings, String node, Counters counters) {
        this.addresses = settings.addresses();
        this.node = node;
        this.webhook =
                settings.webhook()
                        .map(
                                hook ->
                                        new Webhook(
                                                hook,
                                                "emergency",
                                                FIRST_PAUSE,
                                                NoticeCounters.of("webhook", counters)));
        this.outcomes = NoticeCounters.of("message", counters);
    }

    /** Sets the loop that messages leave on; once, before the first call. */
    public void sendOn(SipLoop itsLoop, TextMessages itsMessages) {
        loop = itsLoop;
        messages = itsMessages;
    }

    @Override
    public void accept(EmergencyCall call) {
        LOG.warn(
                "emergency call number={} caller={} peer={} call={}",
                call.number(),
                call.caller(),
                call.peer(),
                call.callId());
        webhook.ifPresent(hook -> hook.tell(call.callId(), CallNotice.json(call, node)));
        SipLoop its = loop;
        TextMessages sender = messages;
        if (its == null || sender == null) {
            return;
        }
        for (NoticeSettings.Address address : addresses) {
            if (its.inLoop()) {
                begin(its, sender, address, call);
            } else if (!its.post(() -> begin(its, sender, address, call))) {
                dropped(address, call);
            }
        }
    }

    private void begin(
            SipLoop its, TextMessages sender, NoticeSettings.Address address, EmergencyCall call) {
        if (underWay >= MOST_UNDER_WAY) {
            dropped(address, call);
            return;
        }
        underWay++;
        new Notice(its, sender, address, call).send();
    }

    private void dropped(NoticeSettings.Address address, EmergencyCall call) {
        outcomes.dropped().increment();
        LOG.error("emergency notice dropped to={} call={}", address.hop().uri(), call.callId());
    }

    private String text(EmergencyCall call) {
        return "Emergency call to "
                + call.number()
                + " from "
                + (call.caller().isEmpty() ? "unknown" : call.caller())
                + " by "
                + call.peer()
                + " at "
                + call.time()
                + ", node "
                + node;
    }

    /** Whether nothing is under way by HTTP, so that closing it gives nothing up. */
    public boolean idle() {
        return webhook.isEmpty() || webhook.get().idle();
    }

    /** Gives up what is under way by HTTP; messages end with their loop. */
    @Override
    public void close() {
        webhook.ifPresent(Webhook::close);
    }

    /** One message, sent again with growing pauses unless it is answered 2xx. */
    private final class Notice extends Timer {
        private final SipLoop its;
        private final TextMessages sender;
        private final NoticeSettings.Address address;
        private final EmergencyCall call;
        private long pauseNanos = FIRST_PAUSE.toNanos();
        private int attempt;

        Notice(
                SipLoop its,
                TextMessages sender,
                NoticeSettings.Address address,
                EmergencyCall call) {
            this.its = its;
            this.sender = sender;
            this.address = address;
            this.call = call;
        }

        void send() {
            attempt++;
            sender.send(
                    address.realm(),
                    address.hop().target(),
                    address.hop().uri(),
                    text(call),
                    this::answered);
        }

        private void answered(int status) {
            if (status / 100 == 2) {
                underWay--;
                outcomes.delivered().increment();
                LOG.info(
                        "emergency notice delivered to={} call={}",
                        address.hop().uri(),
                        call.callId());
            } else if (attempt == ATTEMPTS) {
                underWay--;
                outcomes.failed().increment();
                LOG.error(
                        "emergency notice failed to={} call={} status={}",
                        address.hop().uri(),
                        call.callId(),
                        status);
            } else {
                its.timers().schedule(this, its.nowNanos() + pauseNanos);
                pauseNanos *= 4;
            }
        }

        @Override
        protected void expired(long nowNanos) {
            send();
        }
    }
}
