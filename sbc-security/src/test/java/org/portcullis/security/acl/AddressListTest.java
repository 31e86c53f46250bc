package org.portcullis.security.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressListTest {
    @TempDir private Path directory;

    @Test
    void shouldReadTheFileAsKamailioDoes() throws IOException {
        AddressList list =
                read(
                        """
                        # (groupid,int) (address,str) (netmask,int,o) (port,int,o) (tag,str,o)

                        1 127.0.0.1
                        1 192.0.2.0 24 0 office=a;b   # the office
                        \t2  192.0.2.7  32  5060  carrier
                        1 2001:db8::1 128 5070
                        2 2001:db8:: 32
                        2 sip.carrier.example 32 5060
                        """);
        assertEquals(List.of(), list.problems());
        assertEquals(
                Map.of(
                        1,
                        members("127.0.0.1", "192.0.2.0/24 office=a;b", "[2001:db8::1]:5070"),
                        2,
                        members(
                                "192.0.2.7:5060 carrier",
                                "2001:db8::/32",
                                "sip.carrier.example:5060")),
                list.groups());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 1 (expected: GROUP ADDRESS [MASK [PORT [TAG]]])",
                "1 127.0.0.1 32 0 a b | 1 127.0.0.1 32 0 a b (expected: GROUP ADDRESS [MASK [PORT"
                        + " [TAG]]])",
                "x 127.0.0.1 | group: x (expected: a number)",
                "1 127.0.0.1 x | mask: x (expected: a number)",
                "1 127.0.0.1 33 | prefix length: 33 (expected: 0-32)",
                "1 127.0.0.1 32 70000 | port: 70000 (expected: 1-65535)",
            })
    void shouldNameEveryBadLine(String line, String problem) throws IOException {
        AddressList list = read("1 10.0.0.1\n" + line + "\n1 10.0.0.2\n");
        assertEquals(List.of(file() + ":2: " + problem), list.problems());
        assertEquals(Map.of(1, members("10.0.0.1", "10.0.0.2")), list.groups());
    }

    @Test
    void shouldTellThatThereIsNoFile() {
        AddressList list = AddressList.read(file());
        assertTrue(list.problems().getFirst().contains(": cannot be read: "), "" + list.problems());
    }

    private static List<GroupMember> members(String... texts) {
        return Stream.of(texts).map(GroupMember::parseTagged).toList();
    }

    private Path file() {
        return directory.resolve("address.list");
    }

    private AddressList read(String text) throws IOException {
        Files.writeString(file(), text);
        return AddressList.read(file());
    }
}
