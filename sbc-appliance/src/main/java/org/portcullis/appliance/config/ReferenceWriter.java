package org.portcullis.appliance.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes the reference of a configuration file in Markdown: one chapter for each key at the top,
 * one row for each below.
 */
final class ReferenceWriter {
    private final StringBuilder page = new StringBuilder(16_384);

    private ReferenceWriter() {}

    /**
     * @param introduction what stands before the first chapter
     */
    static String write(String introduction, List<Key> keys) {
        ReferenceWriter writer = new ReferenceWriter();
        writer.page.append(introduction);
        for (Key key : keys) {
            writer.chapter(key);
        }
        return writer.page.toString();
    }

    private void chapter(Key key) {
        page.append("\n## ").append(key.name()).append("\n\n");
        boolean value = isValue(key.form());
        if (!value) {
            page.append(key.help()).append("\n\n");
        }
        page.append("| key | value | default | meaning |\n|---|---|---|---|\n");
        if (value) {
            row(key.name(), key);
        }
        below(key.name(), key.form());
    }

    private void below(String path, Form<?> form) {
        switch (form) {
            case Nested<?> nested -> rows(path + '.', nested.keys());
            case Named<?> named -> {
                if (isValue(named.item())) {
                    line(path + ".NAME", named.item().expected(), "", "");
                }
                below(path + ".NAME", named.item());
            }
            case Items<?> items -> below(path + "[]", items.item());
            case OneOf<?> oneOf -> {
                for (OneOf.Choice<?> choice : oneOf.choices()) {
                    line(path + '.' + choice.name(), choice.form().expected(), "", choice.help());
                    below(path + '.' + choice.name(), choice.form());
                }
            }
            case Either<?> either -> below(path, either.keyed());
            case Scalar<?> scalar -> {}
            case Reference<?> reference -> {}
            case FileOf<?> file -> {}
        }
    }

    private void rows(String prefix, List<Key> keys) {
        for (Key key : keys) {
            row(prefix + key.name(), key);
            below(prefix + key.name(), key.form());
        }
    }

    private void row(String path, Key key) {
        line(path, value(key.form()), byDefault(key.byDefault()), key.help());
    }

    /** What is expected; the keys of a section have rows of their own. */
    private static String value(Form<?> form) {
        if (form instanceof Nested<?>) {
            return "a section";
        }
        return form instanceof Items<?> items && items.item() instanceof Nested<?>
                ? "a list of sections"
                : form.expected();
    }

    private void line(String path, String value, String byDefault, String meaning) {
        page.append("| `").append(path).append("` | ").append(cell(value));
        page.append(" | ").append(byDefault).append(" | ").append(cell(meaning)).append(" |\n");
    }

    private static String byDefault(Key.Default byDefault) {
        return switch (byDefault) {
            case Key.Default.Required required -> "**required**";
            case Key.Default.None none -> "";
            case Key.Default.Value value -> '`' + value.text() + '`';
            case Key.Default.Values values ->
                    values.texts().stream().collect(Collectors.joining(", ", "`[", "]`"));
        };
    }

    private static boolean isValue(Form<?> form) {
        return switch (form) {
            case Scalar<?> scalar -> true;
            case Reference<?> reference -> true;
            case FileOf<?> file -> true;
            case Either<?> either -> true;
            case Items<?> items -> true;
            case OneOf<?> oneOf -> true;
            case Named<?> named -> false;
            case Nested<?> nested -> false;
        };
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
