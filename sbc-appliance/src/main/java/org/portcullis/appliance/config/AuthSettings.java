package org.portcullis.appliance.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portcullis.core.border.Origin;
import org.portcullis.security.digest.Account;
import org.portcullis.security.digest.BlockSettings;
import org.portcullis.security.digest.DigestSettings;
import org.portcullis.security.digest.UserSettings;

/**
 * Who has to show who it is, and who we are to peers that ask.
 *
 * @param realms how strangers are asked, by the realm they come from
 * @param database where other users are looked up
 * @param block when guessing is ended
 * @param accounts of the peers that we have any with
 */
public record AuthSettings(
        Map<String, DigestSettings> realms,
        List<UserSettings> users,
        Optional<UserDatabase> database,
        BlockSettings block,
        Map<Origin, List<Account>> accounts) {
    public AuthSettings {
        realms = Map.copyOf(realms);
        users = List.copyOf(users);
        accounts = Map.copyOf(accounts);
    }
}
