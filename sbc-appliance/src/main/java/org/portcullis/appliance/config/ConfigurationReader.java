package org.portcullis.appliance.config;

import java.util.List;
import java.util.SequencedMap;
import org.portcullis.appliance.admin.AdminSettings;
import org.portcullis.appliance.log.LogSettings;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.runtime.Identifiers;

/** The whole file: one method for each section, which reads it and thereby tells what may be in it. */
final class ConfigurationReader {
    static final Nested<Configuration> FORM = new Nested<>(ConfigurationReader::read);

    private ConfigurationReader() {}

    private static Configuration read(Section s) {
        return new Configuration(
                s.value("node", Types.name(), "portcullis", "The name of this instance, in metrics, logs and the dashboard."),
                s.section("log", ConfigurationReader::log, "Log lines, one event each, on standard error."));
    }

    private static LogSettings log(Section s) {
        return new LogSettings(
                s.value("format", Types.choice(LogSettings.Format.class), "text", "`key=value` pairs, or one JSON object a line."),
                s.value("level", Types.choice(LogSettings.Level.class), "info", "What is logged: this and everything more serious."));
    }
}
