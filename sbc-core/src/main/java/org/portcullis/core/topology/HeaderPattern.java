package org.portcullis.core.topology;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A regular expression in the syntax of RE2: compiled once, and searched for in time linear in the
 * text whatever a sender writes, since there is no backtracking. Immutable; any thread.
 */
public final class HeaderPattern {
    private static final int LONGEST = 512;
    private static final String FORM =
            "a regular expression in RE2 syntax of at most 512 characters";

    private final Pattern pattern;

    private HeaderPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Compiles an expression.
     *
     * @throws IllegalArgumentException whose message is {@code value (expected: ...)}
     */
    public static HeaderPattern compile(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            throw new IllegalArgumentException(text + " (expected: " + FORM + ")");
        }
        try {
            return new HeaderPattern(Pattern.compile(text));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    text + ": " + e.getDescription() + " (expected: " + FORM + ")", e);
        }
    }

    /** The number of groups in parentheses. */
    public int groups() {
        return pattern.groupCount();
    }

    boolean found(String text) {
        return pattern.matcher(text).find();
    }

    /** The text with the first match replaced; empty where there is none. */
    Optional<String> rewritten(String text, Replacement by) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        StringBuilder result = new StringBuilder(text.length() + 16);
        result.append(text, 0, matcher.start());
        for (Replacement.Piece piece : by.pieces) {
            switch (piece) {
                case Replacement.Literal(String literal) -> result.append(literal);
                case Replacement.Group(int number) -> {
                    String group = matcher.group(number);
                    result.append(group == null ? "" : group);
                }
            }
        }
        return Optional.of(result.append(text, matcher.end(), text.length()).toString());
    }

    @Override
    public String toString() {
        return pattern.pattern();
    }

    /** What a match becomes: text, and the groups of the match as {@code $0} to {@code $9}. */
    public static final class Replacement {
        private final String text;
        private final List<Piece> pieces = new ArrayList<>();
        private int highest;

        private Replacement(String text) {
            this.text = text;
        }

        /**
         * Reads {@code 00$1}; {@code $$} is a dollar sign.
         *
         * @throws IllegalArgumentException whose message is {@code value (expected: ...)}
         */
        public static Replacement parse(String text) {
            Replacement replacement = new Replacement(text);
            StringBuilder literal = new StringBuilder();
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c != '$') {
                    literal.append(c);
                    continue;
                }
                char next = ++i < text.length() ? text.charAt(i) : ' ';
                if (next == '$') {
                    literal.append('$');
                } else if (next >= '0' && next <= '9') {
                    replacement.pieces.add(new Literal(literal.toString()));
                    replacement.pieces.add(new Group(next - '0'));
                    replacement.highest = Math.max(replacement.highest, next - '0');
                    literal.setLength(0);
                } else {
                    throw new IllegalArgumentException(
                            text + " (expected: $0-$9, or $$ for a dollar sign)");
                }
            }
            replacement.pieces.add(new Literal(literal.toString()));
            return replacement;
        }

        /** The highest group it uses. */
        public int highest() {
            return highest;
        }

        @Override
        public String toString() {
            return text;
        }

        private sealed interface Piece {}

        private record Literal(String text) implements Piece {}

        private record Group(int number) implements Piece {}
    }
}
