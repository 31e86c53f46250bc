package org.portcullis.appliance.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads the text of a YAML file into nodes that know their places.
 *
 * <p>The streaming parser serves here and not Jackson's tree, which keeps neither lines nor a key
 * written twice.
 */
final class YamlReader {
    private static final YAMLFactory FACTORY = new YAMLFactory();

    private final Place top;
    private final String text;
    private final Consumer<Problem> problems;

    private YamlReader(Place top, String text, Consumer<Problem> problems) {
        this.top = top;
        this.text = text;
        this.problems = problems;
    }

    /**
     * The mapping that the text is; an empty one if there is nothing in it. Empty after a problem
     * that ends all reading.
     *
     * @param problems takes what is not YAML, and keys written twice
     */
    static Optional<Node.Mapping> read(String file, String text, Consumer<Problem> problems) {
        return new YamlReader(new Place(file, 1, 1, ""), text, problems).document();
    }

    private Optional<Node.Mapping> document() {
        int control = firstControl();
        if (control >= 0) {
            String shown = "U+%04X".formatted((int) text.charAt(control));
            report(
                    at(control),
                    "not YAML: the character " + shown,
                    "text without control characters");
            return Optional.empty();
        }
        try (YAMLParser parser =
                (YAMLParser) FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                return Optional.of(new Node.Mapping(top, List.of()));
            }
            Node root = node(parser, top);
            if (parser.nextToken() != null) {
                report(placed(top, parser), "a second document", "one");
            }
            return switch (root) {
                case Node.Mapping mapping -> Optional.of(mapping);
                case Node.Absent absent -> Optional.of(new Node.Mapping(absent.place(), List.of()));
                case Node.Text t -> notMapping(t);
                case Node.Sequence s -> notMapping(s);
            };
        } catch (JacksonException e) {
            reportSyntax(e);
            return Optional.empty();
        }
    }

    private Optional<Node.Mapping> notMapping(Node root) {
        report(root.place(), root.shown(), "key: value");
        return Optional.empty();
    }

    /** Reads the node whose first token the parser stands at. */
    private Node node(YAMLParser parser, Place place) {
        if (parser.isCurrentAlias()) {
            String alias = "*" + parser.getString();
            report(placed(place, parser), alias, "the value itself; aliases are not followed");
            return new Node.Absent(place);
        }
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return mapping(parser, place);
        }
        if (token == JsonToken.START_ARRAY) {
            return sequence(parser, place);
        }
        Place here = placed(place, parser);
        return token == JsonToken.VALUE_NULL
                ? new Node.Absent(here)
                : new Node.Text(here, parser.getString());
    }

    private Node.Mapping mapping(YAMLParser parser, Place place) {
        List<Node.Entry> entries = new ArrayList<>();
        Map<String, Place> seen = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            TokenStreamLocation where = parser.currentTokenLocation();
            Place keyPlace = place.childAt(where.getLineNr(), where.getColumnNr(), key);
            parser.nextToken();
            Node value = node(parser, keyPlace);
            Place first = seen.putIfAbsent(key, keyPlace);
            if (first == null) {
                entries.add(new Node.Entry(keyPlace, key, value));
            } else {
                report(keyPlace, "written twice, first in line " + first.line(), "once");
            }
        }
        return new Node.Mapping(place, List.copyOf(entries));
    }

    private Node.Sequence sequence(YAMLParser parser, Place place) {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            TokenStreamLocation where = parser.currentTokenLocation();
            Place item = place.itemAt(where.getLineNr(), where.getColumnNr(), items.size());
            items.add(node(parser, item));
        }
        return new Node.Sequence(place, List.copyOf(items));
    }

    private static Place placed(Place place, YAMLParser parser) {
        TokenStreamLocation where = parser.currentTokenLocation();
        return place.movedTo(where.getLineNr(), where.getColumnNr());
    }

    private void report(Place place, String what, String expected) {
        problems.accept(new Problem(place, what + " (expected: " + expected + ')'));
    }

    private void reportSyntax(JacksonException e) {
        if (e.getCause() instanceof MarkedYamlEngineException marked
                && marked.getProblemMark().isPresent()) {
            reportSyntax(marked, marked.getProblemMark().get());
        } else {
            TokenStreamLocation where = e.getLocation();
            report(
                    top.movedTo(where.getLineNr(), where.getColumnNr()),
                    "not YAML: " + e.getOriginalMessage(),
                    "YAML");
        }
    }

    /**
     * Jackson's own message holds drawings of the source, and its location is that of the token
     * before.
     */
    private void reportSyntax(MarkedYamlEngineException e, Mark mark) {
        String why = e.getProblem().replaceFirst("\\. \\(.*", "");
        Optional<Mark> start = e.getContextMark();
        // What is missing at the end of the file is missed where it began.
        Mark where = why.contains("end of stream") ? start.orElse(mark) : mark;
        String context =
                start.isPresent() && start.get().getLine() != where.getLine()
                        ? " " + e.getContext() + " from line " + (start.get().getLine() + 1)
                        : "";
        Place place = top.movedTo(where.getLine() + 1, where.getColumn() + 1);
        report(place, "not YAML: " + why + context, expectation(place.line(), why));
    }

    private String expectation(int line, String why) {
        if (why.contains("TAB")) {
            return "spaces";
        }
        if (lineText(line).contains(":[")) {
            return "quotes around an IPv6 address, as in [\"udp:[::1]:5060\"]";
        }
        if (why.contains("mapping values")) {
            return "one key: value on a line, quotes around a value with \": \" in it";
        }
        return "YAML";
    }

    private String lineText(int line) {
        return text.lines().skip(line - 1L).findFirst().orElse("");
    }

    private int firstControl() {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t' && c != '\u0085') {
                return i;
            }
        }
        return -1;
    }

    private Place at(int offset) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < offset; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return top.movedTo(line, offset - lineStart + 1);
    }
}
