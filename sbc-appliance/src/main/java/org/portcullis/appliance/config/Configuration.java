package org.portcullis.appliance.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portcullis.appliance.admin.AdminSettings;
import org.portcullis.appliance.log.LogSettings;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.codec.SipLimits;
import org.portcullis.core.transaction.SipTimers;
import org.portcullis.routing.dispatch.DispatcherSettings;
import org.portcullis.routing.register.LineSettings;
import org.portcullis.routing.resolve.ResolverSettings;
import org.portcullis.routing.route.Route;
import org.portcullis.routing.trunk.Trunk;
import org.portcullis.security.acl.AddressBook;
import org.portcullis.security.admission.AdmissionSettings;
import org.portcullis.security.admission.RealmLimits;
import org.portcullis.security.admission.TwoWayLimits;
import org.portcullis.security.flood.FloodSettings;
import org.portcullis.security.overload.OverloadSettings;

/**
 * Everything that a configuration file says, checked, with every name in it followed to what it
 * means.
 *
 * @param node the name of this instance
 * @param stateDirectory where the box keeps what it must not forget; it may not exist yet
 * @param addresses the address groups
 * @param callLimits of the trunks and dispatchers that have any
 * @param profiles how each trunk and dispatcher is treated
 * @param auth who has to show who it is, and who we are
 * @param lines registrations of the box with its carriers
 * @param routes in the order in which they are tried
 * @param emergency emergency calls, if there are any
 * @param edge bans and the scanner filter
 */
public record Configuration(
        String node,
        Path stateDirectory,
        List<RealmSettings> realms,
        AddressBook addresses,
        List<Trunk> trunks,
        List<DispatcherSettings> dispatchers,
        Map<Origin, TwoWayLimits> callLimits,
        Map<Origin, PeerProfile> profiles,
        AuthSettings auth,
        List<LineSettings> lines,
        List<Route> routes,
        Optional<EmergencyConfiguration> emergency,
        FloodSettings flood,
        EdgeSettings edge,
        FraudConfiguration fraud,
        OverloadSettings overload,
        LimitSettings limits,
        RegistrationKeys registration,
        SipLimits messages,
        SipTimers timers,
        TransportSettings transport,
        ResolverSettings dns,
        AdminSettings admin,
        LogSettings log,
        ShutdownSettings shutdown) {
    public Configuration {
        realms = List.copyOf(realms);
        trunks = List.copyOf(trunks);
        dispatchers = List.copyOf(dispatchers);
        callLimits = Map.copyOf(callLimits);
        profiles = Map.copyOf(profiles);
        lines = List.copyOf(lines);
        routes = List.copyOf(routes);
    }

    /** Every limit on calls: those of the box, of the realms and of the peers. */
    public AdmissionSettings admission() {
        Map<String, RealmLimits> byRealm = new HashMap<>();
        realms.forEach(realm -> byRealm.put(realm.realm().name(), realm.limits()));
        return new AdmissionSettings(limits.calls(), byRealm, callLimits);
    }
}
