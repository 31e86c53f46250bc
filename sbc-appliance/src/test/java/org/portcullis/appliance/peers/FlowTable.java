package org.portcullis.appliance.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The flows of {@code src/test/resources/sipp/flows.txt}. */
final class FlowTable {

    /**
     * One flow.
     *
     * @param id its place in the table, as a name for the box
     * @param options of the dispatcher that it is sent to, as YAML; empty for none
     * @param parts the lines of each party, by its letter
     */
    record Flow(String id, String name, String options, Map<Character, List<String>> parts) {
        @Override
        public String toString() {
            return name;
        }
    }

    private FlowTable() {}

    static List<Flow> read() {
        List<Flow> flows = new ArrayList<>();
        for (String line : text().split("\n")) {
            if (line.startsWith("== ")) {
                String[] fields = line.substring(3).split(" \\| ");
                String options = fields.length > 2 ? fields[2] : "";
                String id = "flow" + flows.size();
                flows.add(new Flow(id, fields[0], options, new LinkedHashMap<>()));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                flows.getLast()
                        .parts()
                        .computeIfAbsent(line.charAt(0), party -> new ArrayList<>())
                        .add(line.substring(1));
            }
        }
        return flows;
    }

    private static String text() {
        try (InputStream in = FlowTable.class.getResourceAsStream("/sipp/flows.txt")) {
            if (in == null) {
                throw new AssertionError("no flows");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
