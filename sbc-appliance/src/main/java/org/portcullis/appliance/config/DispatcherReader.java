package org.portcullis.appliance.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.portcullis.core.transport.Realm;
import org.portcullis.routing.dispatch.Algorithm;
import org.portcullis.routing.dispatch.DispatcherList;
import org.portcullis.routing.dispatch.DispatcherSettings;
import org.portcullis.routing.dispatch.DispatcherSettings.Member;
import org.portcullis.routing.dispatch.HashKey;
import org.portcullis.routing.probe.DestinationState;
import org.portcullis.routing.probe.ProbeSettings;
import org.portcullis.routing.resolve.NextHop;

/** Reads a set of destinations, from Kamailio's own list too. */
final class DispatcherReader {
    private static final int MOST = 1_000_000;

    private static final Scalar<Algorithm> ALGORITHM =
            Scalar.of(
                    "a name or Kamailio's number: " + algorithms(),
                    "round-robin",
                    new Scalar.Json.WordOrNumber(
                            Stream.of(Algorithm.values()).map(Algorithm::toString).toList(),
                            Stream.of(Algorithm.values())
                                    .map(Algorithm::number)
                                    .filter(number -> !number.isEmpty())
                                    .map(Integer::valueOf)
                                    .toList()),
                    Algorithm::parse);

    private static final Scalar<HashKey.Part> KEY_PART =
            Scalar.of(
                    HashKey.Part.FORM,
                    "call-id",
                    new Scalar.Json.Text("^[a-z]+(-[a-z]+)?(:.+)?$"),
                    HashKey.Part::parse);

    private static final FileOf<DispatcherList> LIST =
            new FileOf<>(
                    "destinations as Kamailio's dispatcher has them",
                    new DispatcherList(Map.of(), List.of()),
                    DispatcherReader::list);

    private static final Scalar<Integer> WEIGHT = Types.integer(0, Member.MOST_WEIGHT);

    private DispatcherReader() {}

    static DispatcherSettings read(Section s, Reference<Realm> realms) {
        Realm realm =
                s.required("realm", realms, "The side of the border that the destinations are on.");
        Algorithm algorithm =
                s.value(
                        "algorithm",
                        ALGORITHM,
                        "round-robin",
                        "How a destination is picked for a call.");
        List<HashKey.Part> key =
                s.list(
                        "hash-key",
                        KEY_PART,
                        List.of(),
                        "What of a request decides, for `hash-expression` and `rendezvous`: these"
                                + " parts, one after the other. The Call-ID by default for"
                                + " `rendezvous`; one after the other for a request without.");
        boolean congestion =
                s.value(
                        "congestion-control",
                        Types.truth(),
                        "false",
                        "Whether a destination that answers probes later than it mostly does gets"
                                + " less: each such millisecond counts as one of its weight, and"
                                + " with `latency` instead of the whole latency.");
        ProbeSettings probe =
                s.section(
                        "probe",
                        ProbeReader::set,
                        "Requests to each destination, to know which are up.");
        return new DispatcherSettings(
                s.name(),
                realm,
                algorithm,
                key.isEmpty() ? Optional.empty() : Optional.of(new HashKey(key)),
                congestion,
                Optional.of(probe),
                members(s, probe));
    }

    private static List<Member> members(Section s, ProbeSettings probe) {
        List<Member> written =
                s.list(
                        "destinations",
                        new Nested<>(member -> member(member, probe)),
                        List.of(),
                        "The members of the set.");
        Optional<DispatcherList> list =
                s.optional(
                        "dispatcher-list",
                        LIST,
                        "More of them in Kamailio's `dispatcher.list`, as it is.");
        Optional<Integer> set =
                s.optional(
                        "set-id",
                        Types.integer(0, 999_999_999),
                        "Which set of that file; needed where it has several.");
        List<Member> members = new ArrayList<>(written);
        list.ifPresent(its -> members.addAll(chosen(s, its, set, probe)));
        requireOneOfEach(s, written);
        if (members.isEmpty()) {
            if (list.isEmpty()) {
                s.problem(
                        s.place("destinations"),
                        "none (expected: one or more, here or in a dispatcher-list)");
            }
            members.add(new Member(PeerReader.NEXT_HOP.example(), 100));
        }
        return members;
    }

    private static Member member(Section s, ProbeSettings set) {
        NextHop hop = s.required("uri", PeerReader.NEXT_HOP, "Where it is, as in `send-to`.");
        Optional<String> name =
                s.optional(
                        "tls-name",
                        Types.text("a domain name", "pbx.example"),
                        "The name that its certificate must bear; its address by default.");
        Optional<String> duid =
                s.optional(
                        "duid",
                        Types.name(),
                        "A name for it: `sbc ctl` knows it by that, and its calls stay its own"
                                + " when its URI changes.");
        int weight =
                s.value(
                        "weight",
                        WEIGHT,
                        "1",
                        "Its share: percent for `weight`, a proportion for `srv` and"
                                + " `rendezvous`.");
        int rweight = s.value("rweight", WEIGHT, "1", "Its share for `relative-weight`.");
        int priority =
                s.value(
                        "priority",
                        Types.integer(0, MOST),
                        "0",
                        "Members stand in order of it, the highest first. It decides for"
                                + " `priority`, `latency` and `priority-round-robin`, and for"
                                + " `srv`, where the lowest comes first.");
        int maxLoad =
                s.value(
                        "max-load",
                        Types.integer(0, MOST),
                        "0",
                        "Calls that it may have at a time, 0 for any number.");
        DestinationState state =
                s.value(
                        "state",
                        Types.choice(DestinationState.class),
                        "active",
                        "What it begins as. `disabled` and `draining` stay so until somebody"
                                + " enables it.");
        Optional<ProbeSettings> probe =
                s.optional(
                        "probe",
                        new Nested<>(own -> ProbeReader.destination(own, set)),
                        "How it is probed, where not as its set.");
        Optional<ProbeSettings> from =
                s.optional("from", ProbeReader.SIP_URI, "The From of its probes.")
                        .map(uri -> probe.orElse(set).from(uri));
        return new Member(
                name.map(hop::named).orElse(hop),
                duid,
                weight,
                rweight,
                priority,
                maxLoad,
                state,
                from.or(() -> probe));
    }

    private static DispatcherList list(Path file, Consumer<String> problems) {
        DispatcherList read =
                DispatcherList.read(
                        file,
                        text ->
                                PeerReader.NEXT_HOP
                                        .parser()
                                        .parse(text, Reading.ofNothing().surroundings()));
        read.problems().forEach(problems);
        return read;
    }

    /** The set of that number, or the only one. */
    private static List<Member> chosen(
            Section s, DispatcherList list, Optional<Integer> wanted, ProbeSettings probe) {
        Set<Integer> sets = list.sets().keySet();
        Optional<Integer> meant = sets.size() == 1 ? sets.stream().findFirst() : Optional.empty();
        List<DispatcherList.Entry> entries =
                wanted.or(() -> meant).map(list.sets()::get).orElse(List.of());
        if (entries.isEmpty() && list.problems().isEmpty()) {
            s.problem(
                    s.place("set-id"),
                    wanted.map(set -> set.toString()).orElse("missing")
                            + " (expected: a set of the dispatcher-list, "
                            + sets.stream().sorted().toList()
                            + ")");
        }
        return entries.stream().map(entry -> member(entry, probe)).toList();
    }

    private static Member member(DispatcherList.Entry entry, ProbeSettings set) {
        Member its = entry.member();
        ProbeSettings pinged = entry.pinged() ? set : set.never();
        boolean own = !entry.pinged() || entry.pingFrom().isPresent();
        return new Member(
                its.hop(),
                its.duid(),
                its.weight(),
                its.rweight(),
                its.priority(),
                its.maxLoad(),
                its.state(),
                own
                        ? Optional.of(entry.pingFrom().map(pinged::from).orElse(pinged))
                        : Optional.empty());
    }

    private static void requireOneOfEach(Section s, List<Member> members) {
        Set<String> uris = new HashSet<>();
        Set<String> duids = new HashSet<>();
        for (int i = 0; i < members.size(); i++) {
            String uri = members.get(i).hop().uri().toString();
            if (!uris.add(uri)) {
                s.problem(
                        s.place("destinations", i, "uri"),
                        uri + ": a destination above has this URI (expected: another)");
            }
            Optional<String> duid = members.get(i).duid();
            if (duid.isPresent() && !duids.add(duid.get())) {
                s.problem(
                        s.place("destinations", i, "duid"),
                        duid.get() + ": a destination above has this duid (expected: another)");
            }
        }
    }

    private static String algorithms() {
        StringBuilder names = new StringBuilder();
        for (Algorithm algorithm : Algorithm.values()) {
            names.append(names.isEmpty() ? "" : ", ").append(algorithm);
            if (!algorithm.number().isEmpty()) {
                names.append(" (").append(algorithm.number()).append(')');
            }
        }
        return names.toString();
    }
}
