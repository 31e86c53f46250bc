package org.portcullis.appliance.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.portcullis.security.acl.AddressList;
import org.portcullis.security.acl.GroupMember;

/** Reads a group of Kamailio's address file into an address group. */
final class AddressListReader {
    static final Nested<List<GroupMember>> FORM = new Nested<>(AddressListReader::read);

    private static final FileOf<AddressList> FILE =
            new FileOf<>(
                    "addresses as Kamailio's permissions has them",
                    new AddressList(Map.of(), List.of()),
                    AddressListReader::load);

    private AddressListReader() {}

    private static List<GroupMember> read(Section s) {
        AddressList list = s.required("file", FILE, "Kamailio's address file, as it is.");
        Optional<Integer> group =
                s.optional(
                        "group",
                        Types.integer(0, 999_999_999),
                        "Which group of it; all of them by default.");
        if (group.isPresent()
                && !list.groups().containsKey(group.get())
                && list.problems().isEmpty()) {
            s.problem(
                    s.place("group"),
                    group.get()
                            + " (expected: a group of the file, "
                            + list.groups().keySet().stream().sorted().toList()
                            + ")");
        }
        return list.groups().entrySet().stream()
                .filter(each -> group.isEmpty() || group.get().equals(each.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .flatMap(each -> each.getValue().stream())
                .toList();
    }

    private static AddressList load(Path file, Consumer<String> problems) {
        AddressList read = AddressList.read(file);
        read.problems().forEach(problems);
        return read;
    }
}
