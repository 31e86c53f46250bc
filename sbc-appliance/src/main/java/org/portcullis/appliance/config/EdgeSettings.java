package org.portcullis.appliance.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.portcullis.security.ban.BanSettings;
import org.portcullis.security.ban.NftSettings;
import org.portcullis.security.scan.ScanPattern;

/**
 * Bans and the scanner filter, as configured.
 *
 * @param exempt names of address groups that are never banned, those never counted as a flood
 *     included
 * @param banFile where bans are kept; empty for nowhere
 * @param malformed how many malformed messages make a ban; empty for however many
 * @param scanners the scanner filter; empty for none
 */
public record EdgeSettings(
        BanSettings bans,
        List<String> exempt,
        Optional<Path> banFile,
        Optional<NftSettings> nftables,
        Optional<Malformed> malformed,
        Optional<Scanners> scanners) {
    public EdgeSettings {
        exempt = List.copyOf(exempt);
    }

    /** So many within so long. */
    public record Malformed(int count, Duration within) {}

    /**
     * @param ban of who sends what a pattern finds; zero for none
     */
    public record Scanners(List<ScanPattern> patterns, Duration ban) {
        public Scanners {
            patterns = List.copyOf(patterns);
        }
    }
}
