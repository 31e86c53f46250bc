package org.portcullis.security.admission;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.portcullis.security.acl.AccessList;
import org.portcullis.security.ban.Strikes;
import org.portcullis.security.flood.FloodLimiter;
import org.portcullis.security.scan.ScannerFilter;

/**
 * What the gate goes by, replaced whole on reload.
 *
 * @param realms by name, all of them
 * @param scanners tells what only scanners send; empty for not asked
 * @param scannerBan how long who sends it is banned; zero for not at all
 * @param malformed counts messages that failed the sanity checks toward a ban; empty for not
 * @param exempt sources whose requests are not looked at for scanners
 * @param peers sources that are known by their address alone. A forged datagram must not shut them
 *     out, so only a person bans them; and in an untrusted realm only they are told what is wrong
 *     with a message
 */
public record GateRules(
        Map<String, RealmRules> realms,
        Optional<ScannerFilter> scanners,
        Duration scannerBan,
        Optional<Strikes> malformed,
        Predicate<InetSocketAddress> exempt,
        Predicate<InetSocketAddress> peers) {
    public GateRules {
        realms = Map.copyOf(realms);
    }

    /**
     * Those of one realm.
     *
     * @param access who may speak to it; empty for everybody
     * @param floodBan how long a source over the density is banned; empty for not at all
     */
    public record RealmRules(
            Optional<AccessList> access, FloodLimiter flood, Optional<Duration> floodBan) {}
}
