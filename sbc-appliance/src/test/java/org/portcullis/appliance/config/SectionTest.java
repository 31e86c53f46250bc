package org.portcullis.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reading with a small configuration of the test's own: a house with rooms and doors between them.
 */
class SectionTest {

    record Room(String name, int size, List<String> doors) {}

    record Door(String from, Optional<Duration> opens) {
        Door {
            if (from.equals("cellar") && opens.isPresent()) {
                throw new IllegalArgumentException(
                        "opens: cellar (expected: no time for the cellar)");
            }
        }
    }

    record House(
            String owner, Map<String, Room> rooms, List<Door> doors, Room spare, String front) {}

    static House house(Section s) {
        SequencedMap<String, Room> rooms =
                s.named("rooms", new Nested<>(SectionTest::room), List.of("hall"), "Rooms.");
        Reference<String> name = Reference.toName("rooms", rooms.keySet());
        OneOf<String> front =
                new OneOf<>(
                        List.of(
                                new OneOf.Choice<>("room", name, "A room."),
                                new OneOf.Choice<>("tower", Types.name(), "A tower.")));
        return new House(
                s.value("owner", Types.name(), "nobody", "Who lives there."),
                rooms,
                s.list("doors", new Nested<>(door -> door(door, name)), List.of(), "Doors."),
                s.section("spare", SectionTest::room, "A room without a name."),
                s.required("front", front, "The front."));
    }

    static Room room(Section s) {
        return new Room(
                s.name(),
                s.value("size", Types.integer(1, 100), "20", "In square metres."),
                s.list("doors", Types.name(), List.of("door", "hatch"), "What leads out."));
    }

    static Door door(Section s, Reference<String> room) {
        return new Door(
                s.required("from", room, "The room."),
                s.optional("opens", Types.duration("1s", "1h"), "When."));
    }

    @Test
    void shouldReadWhatIsWritten() {
        var result =
                ReadingHelper.read(
                        """
                        owner: me
                        rooms:
                          kitchen: { size: 9, doors: [a, b] }
                          cellar:
                        doors:
                          - { from: kitchen, opens: 5s }
                          - from: cellar
                        spare: { size: 1 }
                        front: { room: cellar }
                        """,
                        SectionTest::house);
        assertEquals(List.of(), result.problems());
        House house = result.value().orElseThrow();
        assertEquals("me", house.owner());
        assertEquals(List.of("kitchen", "cellar"), List.copyOf(house.rooms().keySet()));
        assertEquals(new Room("kitchen", 9, List.of("a", "b")), house.rooms().get("kitchen"));
        assertEquals(new Room("cellar", 20, List.of("door", "hatch")), house.rooms().get("cellar"));
        assertEquals(
                List.of(
                        new Door("kitchen", Optional.of(Duration.ofSeconds(5))),
                        new Door("cellar", Optional.empty())),
                house.doors());
        assertEquals(1, house.spare().size());
        assertEquals("cellar", house.front());
    }

    @Test
    void shouldTakeDefaultsForWhatIsNotWritten() {
        var result = ReadingHelper.read("front: { room: hall }\nowner:\n", SectionTest::house);
        assertEquals(List.of(), result.problems());
        House house = result.value().orElseThrow();
        assertEquals("nobody", house.owner());
        assertEquals(Map.of("hall", new Room("hall", 20, List.of("door", "hatch"))), house.rooms());
        assertEquals(List.of(), house.doors());
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void shouldTellEveryProblemWithItsPlace(String yaml, List<String> problems) {
        var result = ReadingHelper.read(yaml, SectionTest::house);
        assertEquals(
                problems.stream().map(problem -> "conf.yaml:" + problem).toList(),
                result.problems());
    }

    static List<Arguments> mistakes() {
        String front = "front: { tower: a }\n";
        return List.of(
                Arguments.of(
                        "owner: me\n",
                        List.of("1:1: front: missing (expected: one of room, tower)")),
                Arguments.of(
                        front + "onwer: me\n",
                        List.of("2:1: onwer: unknown key (expected: owner)")),
                Arguments.of(
                        front + "xyz: me\n",
                        List.of(
                                "2:1: xyz: unknown key (expected: rooms, owner, doors, spare,"
                                        + " front)")),
                Arguments.of(
                        front + "owner: [me]\n",
                        List.of("2:1: owner: a list (expected: " + Named.EXPECTED + ")")),
                Arguments.of(
                        front + "spare: 7\n",
                        List.of("2:8: spare: 7 (expected: a section with size, doors)")),
                Arguments.of(
                        front + "spare: { size: 0, sise: 1 }\n",
                        List.of(
                                "2:16: spare.size: 0 (expected: 1-100)",
                                "2:19: spare.sise: unknown key (expected: size)")),
                Arguments.of(
                        front + "spare: { doors: [] }\n",
                        List.of(
                                "2:10: spare.doors: an empty list (expected: a list, each item "
                                        + Named.EXPECTED
                                        + ")")),
                Arguments.of(
                        front + "spare:\n  doors:\n    - a\n    - b c\n    -\n    - {}\n",
                        List.of(
                                "5:7: spare.doors[1]: b c (expected: " + Named.EXPECTED + ")",
                                "6:6: spare.doors[2]: empty (expected: " + Named.EXPECTED + ")",
                                "7:7: spare.doors[3]: a section (expected: "
                                        + Named.EXPECTED
                                        + ")")),
                Arguments.of(
                        front
                                + "rooms: { kitchen: {}, \"a b\": {} }\n"
                                + "doors: [{ from: kitchne }, { from: pool }, {}]\n",
                        List.of(
                                "2:23: rooms.a b: a b (expected: " + Named.EXPECTED + ")",
                                "3:17: doors[0].from: kitchne: no such name (expected: kitchen)",
                                "3:36: doors[1].from: pool: no such name (expected: kitchen, a b)",
                                "3:44: doors[2].from: missing (expected: a name in rooms)")),
                Arguments.of(
                        front + "rooms: { cellar: }\ndoors: [{ from: cellar, opens: 5s }]\n",
                        List.of("3:9: doors[0]: opens: cellar (expected: no time for the cellar)")),
                Arguments.of(
                        front + "rooms: { cellar: }\ndoors: [{ from: cellar, opens: 5 }]\n",
                        List.of(
                                "3:32: doors[0].opens: 5 (expected: a duration from 1s to 1h with"
                                        + " its unit, ms, s, m, h or d)")),
                Arguments.of(
                        "front: { }\n",
                        List.of("1:1: front: a section (expected: one of room, tower)")),
                Arguments.of(
                        "front: hall\n",
                        List.of("1:8: front: hall (expected: one of room, tower)")),
                Arguments.of(
                        "front: { tower: a, room: hall }\n",
                        List.of(
                                "1:20: front.room: stands beside tower (expected: one of room,"
                                        + " tower)")),
                Arguments.of(
                        "front: { rooms: hall }\n",
                        List.of("1:10: front.rooms: unknown key (expected: room)")),
                Arguments.of(
                        "front: { tower: }\n",
                        List.of("1:16: front.tower: empty (expected: " + Named.EXPECTED + ")")),
                Arguments.of(
                        "front: { tower: \"a\\nb\\u0007\" }\n",
                        List.of(
                                "1:17: front.tower: a\\nb\\u0007 (expected: "
                                        + Named.EXPECTED
                                        + ")")));
    }

    @Test
    void shouldTellTheKeysOfEverySection() {
        List<Key> keys = new Nested<>(SectionTest::house).keys();
        assertEquals(
                List.of("rooms", "owner", "doors", "spare", "front"),
                keys.stream().map(Key::name).toList());
        assertEquals(new Key.Default.Value("nobody"), keys.get(1).byDefault());
        assertEquals(new Key.Default.Required(), keys.getLast().byDefault());
    }
}
