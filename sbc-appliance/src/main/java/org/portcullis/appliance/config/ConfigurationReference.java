package org.portcullis.appliance.config;

/** The configuration file told to people and to editors, from the very code that reads it. */
public final class ConfigurationReference {
    private static final String INTRODUCTION =
            """
            # Configuration

            <!-- Made by `./sbc schema --markdown`; do not edit. -->

            One YAML file holds everything. `./sbc check -c FILE` reports every mistake in it at
            once, as `file:line:column: path: what is wrong (expected: ...)`, and exits with 64 if
            there is one.

            Every key has a default unless it is marked as required, so an empty file runs: one
            realm `outside` on 127.0.0.1, which knows no peer and lets nobody in.
            [portcullis.yaml](../deploy/conf/portcullis.yaml) is a whole example, and
            [portcullis.schema.json](portcullis.schema.json) lets an editor complete and check the
            file.

            - A duration or size always has its unit: `500ms`, `10s`, `2m`, `64KiB`.
            - A key without a value counts as not written.
            - An unknown key is a mistake, and so is a key written twice.
            - An IPv6 address stands in brackets where a port follows, and in a `[list, on one line]`
              in quotes: `["udp:[::1]:5060"]`.
            - `NAME` stands for a name of your own: letters, digits, `-` and `_`.
            """;

    private ConfigurationReference() {}

    /** The JSON Schema of the file. */
    public static String jsonSchema() {
        return SchemaWriter.write("Portcullis configuration", ConfigurationReader.FORM.keys());
    }

    /** The reference in Markdown. */
    public static String markdown() {
        return ReferenceWriter.write(INTRODUCTION, ConfigurationReader.FORM.keys());
    }
}
