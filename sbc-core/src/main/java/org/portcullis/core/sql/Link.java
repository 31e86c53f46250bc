package org.portcullis.core.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A connection that is opened when it is needed. One thread. */
final class Link implements AutoCloseable {
    private final DatabaseSettings settings;
    private @Nullable Connection connection;

    Link(DatabaseSettings settings) {
        this.settings = settings;
    }

    /** Asks, once more where the connection was there before and may have been lost since. */
    <T> T ask(Question<T> question) throws SQLException {
        Connection old = connection;
        if (old != null) {
            try {
                return question.ask(old);
            } catch (SQLException e) {
                close();
            }
        }
        return question.ask(open());
    }

    private Connection open() throws SQLException {
        Connection opened = DriverManager.getConnection(settings.url(), properties());
        connection = opened;
        return opened;
    }

    private Properties properties() {
        Properties properties = new Properties();
        settings.username().ifPresent(name -> properties.setProperty("user", name));
        settings.password().ifPresent(secret -> properties.setProperty("password", secret));
        Duration timeout = settings.timeout();
        if (settings.embedded()) {
            properties.setProperty("busy_timeout", Long.toString(timeout.toMillis()));
            if (settings.readOnly()) {
                properties.setProperty("open_mode", "1"); // SQLITE_OPEN_READONLY: makes no file
            } else {
                // What is committed is on the disk, and readers do not stop the writer.
                properties.setProperty("journal_mode", "WAL");
                properties.setProperty("synchronous", "FULL");
            }
            return properties;
        }
        // The driver counts in seconds; it is the server that ends a question in time.
        String seconds = Long.toString(Math.ceilDiv(timeout.toMillis(), 1_000));
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("loginTimeout", seconds);
        properties.setProperty("socketTimeout", seconds);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "portcullis");
        properties.setProperty("readOnly", Boolean.toString(settings.readOnly()));
        properties.setProperty("options", "-c statement_timeout=" + timeout.toMillis());
        return properties;
    }

    @Override
    public void close() {
        Connection old = connection;
        connection = null;
        if (old != null) {
            try {
                old.close();
            } catch (SQLException e) {
                // It is gone either way.
            }
        }
    }
}
