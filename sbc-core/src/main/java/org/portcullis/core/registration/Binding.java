package org.portcullis.core.registration;

import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.border.Hop;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.runtime.Timer;
import org.portcullis.core.transaction.ClientTransaction;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.FlowFailure;

/**
 * A phone that is registered through the box (RFC 3261 10, RFC 5626): who it is, where it says it
 * is, the flow that leads there, and the token that stands for all of that on the other side. Owned
 * by the loop of its {@link Bindings}, which alone change it.
 */
public final class Binding implements FlowFailure {
    private final Bindings bindings;
    private final Aor aor;
    private final AsciiString token;
    private final AsciiString outwardCallId;
    private final ContactField contact;
    private final Arrival arrival;
    private final long untilNanos;
    final Timer expiry = new Expiry();
    final Timer keepAlive = new KeepAlive();
    @Nullable ClientTransaction ping;

    /**
     * @param token that names this loop
     * @param outwardCallId of the REGISTERs that we send for those of this Call-ID
     * @param untilNanos when what was granted is over
     */
    Binding(
            Bindings bindings,
            Aor aor,
            AsciiString token,
            AsciiString outwardCallId,
            ContactField contact,
            Arrival arrival,
            long untilNanos) {
        this.bindings = bindings;
        this.aor = aor;
        this.token = token;
        this.outwardCallId = outwardCallId;
        this.contact = contact;
        this.arrival = arrival;
        this.untilNanos = untilNanos;
    }

    public Aor aor() {
        return aor;
    }

    public AsciiString token() {
        return token;
    }

    public AsciiString outwardCallId() {
        return outwardCallId;
    }

    public ContactField contact() {
        return contact;
    }

    public Flow flow() {
        return arrival.flow();
    }

    public Arrival arrival() {
        return arrival;
    }

    /** What is to be kept of it, for as long as it was granted. */
    public Location location(long untilMillis) {
        return Location.of(this, untilMillis);
    }

    long untilNanos() {
        return untilNanos;
    }

    /** What is left of what was granted, 0 or more. */
    public long remainingSeconds(long nowNanos) {
        return Math.max(0, Math.ceilDiv(untilNanos - nowNanos, 1_000_000_000L));
    }

    /** The way for what is sent to the phone. */
    public Hop hop() {
        Hop.Registered registered = new Hop.Registered(arrival.flow(), arrival.path());
        return Hop.toPhone(aor.phones(), contact.uri(), registered);
    }

    /**
     * Whether something must pass now and then for the way to stay open: over UDP where the phone
     * is not where it says, and over every connection, which would be closed as idle.
     */
    boolean needsKeepAlive() {
        return flow().protocol().reliable() || behindNat(contact.uri());
    }

    private boolean behindNat(SipUri uri) {
        InetAddress host = NetUtil.createInetAddressFromIpAddressString(uri.host().toString());
        if (host == null) {
            return true;
        }
        int port = uri.port() < 0 ? flow().protocol().defaultPort() : uri.port();
        return !new InetSocketAddress(host, port).equals(flow().remote());
    }

    /** Its connection has ended, and with it the binding (RFC 5626 5.3). */
    @Override
    public void failed(String why) {
        bindings.disconnected(this);
    }

    private final class Expiry extends Timer {
        @Override
        protected void expired(long nowNanos) {
            bindings.expired(Binding.this);
        }
    }

    private final class KeepAlive extends Timer {
        @Override
        protected void expired(long nowNanos) {
            bindings.keepAlive(Binding.this, nowNanos);
        }
    }
}
