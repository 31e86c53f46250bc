package org.portcullis.appliance.config;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.portcullis.core.transport.ListenPoint;

/**
 * What cannot change while the box runs: its name, its sockets and threads, and what connections
 * and transactions are made with. A file that changes it is refused, each key by itself.
 */
final class FixedKeys {
    private static final Map<String, Function<Configuration, Object>> AT_THE_TOP =
            new LinkedHashMap<>();
    private static final Map<String, Function<RealmSettings, Object>> OF_A_REALM =
            new LinkedHashMap<>();

    static {
        AT_THE_TOP.put("node", Configuration::node);
        AT_THE_TOP.put("state-directory", its -> its.stateDirectory().toString());
        AT_THE_TOP.put("sip", Configuration::messages);
        AT_THE_TOP.put("timers", Configuration::timers);
        AT_THE_TOP.put("transport.io", its -> its.transport().io().label());
        AT_THE_TOP.put("transport.loops", its -> Integer.toString(its.transport().loops()));
        AT_THE_TOP.put("transport.connections", its -> its.transport().streams());
        AT_THE_TOP.put("transport.certificate-check", its -> its.transport().certificateCheck());
        AT_THE_TOP.put("dns", Configuration::dns);
        AT_THE_TOP.put("registration", its -> its.registration().local());
        AT_THE_TOP.put("admin.listen", its -> text(its.admin().listen()));

        OF_A_REALM.put("listen", its -> texts(its.realm().listen()));
        OF_A_REALM.put("media", its -> its.media());
        OF_A_REALM.put("trust", its -> its.realm().trust());
        OF_A_REALM.put("sanity", its -> its.realm().sanity());
        OF_A_REALM.put("tls", its -> its.tls().isPresent());
    }

    private FixedKeys() {}

    /** Reports every one that {@code next} has otherwise than {@code running}. */
    static void check(Section s, Configuration running, Configuration next) {
        AT_THE_TOP.forEach(
                (path, value) -> compare(s, List.of(path.split("\\.")), value, running, next));
        Map<String, RealmSettings> before = byName(running);
        Map<String, RealmSettings> after = byName(next);
        after.forEach(
                (name, realm) -> {
                    RealmSettings was = before.get(name);
                    if (was == null) {
                        s.problem(
                                s.place(List.of("realms", name)),
                                "a new realm (expected: those of the running box, "
                                        + String.join(", ", before.keySet())
                                        + "; another needs a restart)");
                    } else {
                        compareRealms(s, name, was, realm);
                    }
                });
        before.keySet().stream()
                .filter(name -> !after.containsKey(name))
                .forEach(
                        name ->
                                s.problem(
                                        s.place(List.of("realms")),
                                        "without "
                                                + name
                                                + " (expected: every realm of the running box;"
                                                + " without one needs a restart)"));
    }

    private static void compareRealms(Section s, String name, RealmSettings was, RealmSettings is) {
        boolean told = false;
        for (Map.Entry<String, Function<RealmSettings, Object>> key : OF_A_REALM.entrySet()) {
            List<String> path = List.of("realms", name, key.getKey());
            told |= compare(s, path, key.getValue(), was, is);
        }
        if (!told && !was.realm().equals(is.realm())) {
            s.problem(
                    s.place(List.of("realms", name)),
                    "changed (expected: as in the running box but for `tls`, `auth`, `acl`, `flood`"
                            + " and `limits`; the rest needs a restart)");
        }
    }

    private static <T> boolean compare(
            Section s, List<String> path, Function<T, Object> value, T was, T is) {
        Object before = value.apply(was);
        Object after = value.apply(is);
        if (before.equals(after)) {
            return false;
        }
        String what =
                before instanceof String
                        ? after + " (expected: " + before + ", as in the running box;"
                        : "changed (expected: as in the running box;";
        s.problem(s.place(path), what + " another needs a restart)");
        return true;
    }

    private static Map<String, RealmSettings> byName(Configuration configuration) {
        Map<String, RealmSettings> realms = new LinkedHashMap<>();
        configuration.realms().forEach(realm -> realms.put(realm.realm().name(), realm));
        return realms;
    }

    private static String texts(List<ListenPoint> points) {
        return Arrays.toString(points.stream().map(ListenPoint::toString).toArray());
    }

    private static String text(InetSocketAddress address) {
        return NetUtil.toSocketAddressString(address);
    }
}
