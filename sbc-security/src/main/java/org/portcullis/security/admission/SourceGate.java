package org.portcullis.security.admission;

import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.portcullis.core.codec.SanityCheck;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.SourceFilter;
import org.portcullis.core.transport.Trust;
import org.portcullis.security.acl.AccessRule;
import org.portcullis.security.admission.GateRules.RealmRules;
import org.portcullis.security.ban.BanReason;
import org.portcullis.security.ban.BanTable;
import org.portcullis.security.flood.Mark;

/**
 * The checks of a source before a byte is parsed, cheapest first: bans, access list, flood; and
 * those of a request that need nothing but itself: is it a scanner's. Any loop.
 *
 * <p>Sources of trusted realms, our own side, are held to the access list of their realm only.
 * Scanners are looked for, and malformed messages counted, in untrusted realms only.
 */
public final class SourceGate implements SourceFilter {

    /**
     * What no honest implementation sends. The others also befall a sender that is merely old,
     * misrouted or unlucky.
     */
    private static final Set<SanityCheck> MALFORMED =
            EnumSet.of(
                    SanityCheck.SYNTAX,
                    SanityCheck.VERSION,
                    SanityCheck.REQUIRED_HEADERS,
                    SanityCheck.REPEATED_HEADERS,
                    SanityCheck.CSEQ_METHOD,
                    SanityCheck.CSEQ_NUMBER,
                    SanityCheck.CONTENT_LENGTH,
                    SanityCheck.SIZE,
                    SanityCheck.URIS,
                    SanityCheck.TAGS,
                    SanityCheck.DIGEST,
                    SanityCheck.BRANCH);

    private final BanTable bans;
    private final Refusals banned;
    private final Refusals denied;
    private final Refusals floods;
    private final Refusals scanners;

    private volatile GateRules rules;

    public SourceGate(BanTable bans, GateRules rules, Counters counters, long nowNanos) {
        this.bans = bans;
        this.rules = rules;
        this.banned = refusals("banned", counters, nowNanos);
        this.denied = refusals("acl", counters, nowNanos);
        this.floods = refusals("flood", counters, nowNanos);
        this.scanners = refusals("scanner", counters, nowNanos);
    }

    /** Goes by other rules from the next packet on. Any thread. */
    public void replace(GateRules others) {
        rules = others;
    }

    @Override
    public boolean accept(InetSocketAddress source, Realm realm, long nowNanos) {
        boolean judged = realm.trust() != Trust.TRUSTED;
        if (judged && bans.banned(source, nowNanos)) {
            banned.refuse(source, realm, nowNanos);
            return false;
        }
        GateRules now = rules;
        RealmRules its = Objects.requireNonNull(now.realms().get(realm.name()), realm.name());
        if (its.access().isPresent()) {
            AccessRule rule = its.access().get().find(source);
            if (!rule.allowed()) {
                denied.refuse(source, realm, rule, nowNanos);
                return false;
            }
        }
        if (!judged || its.flood().hit(source, nowNanos) == Mark.PASSED) {
            return true;
        }
        floods.refuse(source, realm, nowNanos);
        if (its.floodBan().isPresent() && !now.peers().test(source)) {
            bans.ban(source, BanReason.FLOOD, its.floodBan().get(), nowNanos);
        }
        return false;
    }

    @Override
    public boolean accept(
            SipRequest request, InetSocketAddress source, Realm realm, long nowNanos) {
        GateRules now = rules;
        if (realm.trust() != Trust.UNTRUSTED
                || now.scanners().isEmpty()
                || !now.scanners().get().matches(request)
                || now.exempt().test(source)
                || now.peers().test(source)) {
            return true;
        }
        scanners.refuse(source, realm, request.method(), nowNanos);
        if (now.scannerBan().isPositive()) {
            bans.ban(source, BanReason.SCANNER, now.scannerBan(), nowNanos);
        }
        return false;
    }

    @Override
    public boolean insane(InetSocketAddress source, Realm realm, SanityCheck check, long nowNanos) {
        GateRules now = rules;
        if (realm.trust() != Trust.UNTRUSTED || now.peers().test(source)) {
            return true;
        }
        if (now.malformed().isPresent()
                && MALFORMED.contains(check)
                && now.malformed().get().strike(source, nowNanos)) {
            bans.ban(source, BanReason.MALFORMED, bans.settings().duration(), nowNanos);
        }
        return false;
    }

    private static Refusals refusals(String reason, Counters counters, long nowNanos) {
        return new Refusals(
                reason,
                counters.counter(
                        "portcullis_gate_dropped_total",
                        "Packets and connections dropped unanswered for their source, and requests"
                                + " for what only scanners say, by reason.",
                        "reason",
                        reason),
                nowNanos);
    }
}
