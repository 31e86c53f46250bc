package org.portcullis.security.fraud;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.portcullis.core.runtime.TimeOfWeek;

/** The rules by the numbers they are for. Immutable. */
final class RuleBook {
    private final ZoneId zone;
    private final PrefixMap<FraudRule> rules = new PrefixMap<>();
    private final PrefixMap<NumberList> blocked = new PrefixMap<>();
    private final PrefixMap<NumberList> permitted = new PrefixMap<>();

    RuleBook(FraudSettings settings) {
        this.zone = settings.zone();
        settings.rules().forEach(rule -> rule.prefixes().forEach(p -> rules.put(p, rule)));
        settings.blocked().forEach(list -> list.prefixes().forEach(p -> blocked.put(p, list)));
        settings.permitted().forEach(list -> list.prefixes().forEach(p -> permitted.put(p, list)));
    }

    /** The rules with the longest prefix that are for the sender at that time. */
    List<FraudRule> rules(Sender sender, String number, Instant now) {
        ZonedDateTime local = now.atZone(zone);
        return rules.longest(
                        number,
                        rule ->
                                rule.from().is(sender.peer(), sender.user())
                                        && on(rule.when(), local))
                .values();
    }

    /** The list that blocks a number, unless one as exact permits it. */
    Optional<NumberList> blocks(Sender sender, String number, Instant now) {
        ZonedDateTime local = now.atZone(zone);
        Predicate<NumberList> fits =
                list -> list.from().is(sender.peer(), sender.user()) && on(list.when(), local);
        PrefixMap.Match<NumberList> no = blocked.longest(number, fits);
        return no.length() > permitted.longest(number, fits).length()
                ? Optional.of(no.values().getFirst())
                : Optional.empty();
    }

    private static boolean on(List<TimeOfWeek> times, ZonedDateTime moment) {
        return times.isEmpty() || times.stream().anyMatch(time -> time.contains(moment));
    }
}
