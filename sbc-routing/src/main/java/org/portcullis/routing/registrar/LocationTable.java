package org.portcullis.routing.registrar;

import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;
import org.portcullis.core.registration.ContactField;
import org.portcullis.core.registration.Location;
import org.portcullis.core.registration.LocationKeeper;

/** The rows of one node in the table of locations. Called on the thread of a connection. */
final class LocationTable {
    private static final String CREATE =
            "CREATE TABLE IF NOT EXISTS portcullis_location ("
                    + "node VARCHAR(64) NOT NULL, id VARCHAR(64) NOT NULL,"
                    + " username VARCHAR(255) NOT NULL, realm VARCHAR(64) NOT NULL,"
                    + " listen VARCHAR(128) NOT NULL, host VARCHAR(64) NOT NULL,"
                    + " port INTEGER NOT NULL, contact TEXT NOT NULL, q VARCHAR(16) NOT NULL,"
                    + " instance TEXT NOT NULL, reg_id BIGINT NOT NULL, call_id TEXT NOT NULL,"
                    + " cseq BIGINT NOT NULL, path TEXT NOT NULL, until_ms BIGINT NOT NULL,"
                    + " PRIMARY KEY (node, id))";
    private static final List<String> COLUMNS =
            List.of(
                    "username",
                    "realm",
                    "listen",
                    "host",
                    "port",
                    "contact",
                    "q",
                    "instance",
                    "reg_id",
                    "call_id",
                    "cseq",
                    "path",
                    "until_ms");
    private static final String NAMES = String.join(", ", COLUMNS);
    private static final String UPSERT =
            "INSERT INTO portcullis_location (node, id, "
                    + NAMES
                    + ") VALUES (?, ?"
                    + ", ?".repeat(COLUMNS.size())
                    + ") ON CONFLICT (node, id) DO UPDATE SET "
                    + String.join(
                            ", ",
                            COLUMNS.stream().map(name -> name + " = excluded." + name).toList());
    private static final String DELETE =
            "DELETE FROM portcullis_location WHERE node = ? AND id = ?";
    private static final String EXPIRE =
            "DELETE FROM portcullis_location WHERE node = ? AND until_ms <= ?";
    private static final String SELECT =
            "SELECT id, " + NAMES + " FROM portcullis_location WHERE node = ?";

    private final String node;

    LocationTable(String node) {
        this.node = node;
    }

    /** Makes the table where there is none, forgets what has expired and reads the rest. */
    List<Location> load(Connection connection, long nowMillis) throws SQLException {
        try (Statement create = connection.createStatement()) {
            create.execute(CREATE);
        }
        expire(connection, nowMillis);
        List<Location> all = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setString(1, node);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    location(rows).ifPresent(all::add);
                }
            }
        }
        return all;
    }

    int expire(Connection connection, long nowMillis) throws SQLException {
        try (PreparedStatement expire = connection.prepareStatement(EXPIRE)) {
            expire.setString(1, node);
            expire.setLong(2, nowMillis);
            return expire.executeUpdate();
        }
    }

    /** Makes changes in one transaction. */
    void write(Connection connection, List<LocationKeeper.Change> changes) throws SQLException {
        connection.setAutoCommit(false);
        try {
            for (LocationKeeper.Change change : changes) {
                switch (change) {
                    case LocationKeeper.Put(Location location) -> put(connection, location);
                    case LocationKeeper.Drop(String id) -> drop(connection, id);
                }
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private void put(Connection connection, Location its) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            upsert.setString(1, node);
            upsert.setString(2, its.id().toString());
            upsert.setString(3, its.user().toString());
            upsert.setString(4, its.realm());
            upsert.setString(5, its.listen());
            upsert.setString(6, NetUtil.toAddressString(its.remote().getAddress()));
            upsert.setInt(7, its.remote().getPort());
            upsert.setString(8, its.contact().uri().text().toString());
            upsert.setString(9, its.contact().preference().toString());
            upsert.setString(10, its.contact().instance().toString());
            upsert.setLong(11, its.contact().flow());
            upsert.setString(12, its.callId().toString());
            upsert.setLong(13, its.cseq());
            upsert.setString(14, String.join("\n", its.path()));
            upsert.setLong(15, its.untilMillis());
            upsert.executeUpdate();
        }
    }

    private void drop(Connection connection, String id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setString(1, node);
            delete.setString(2, id);
            delete.executeUpdate();
        }
    }

    /** A row; nothing where somebody has written into it what we did not. */
    private static Optional<Location> location(ResultSet row) throws SQLException {
        InetAddress host = NetUtil.createInetAddressFromIpAddressString(text(row, "host"));
        Optional<Uri> contact = Uri.parse(AsciiString.of(text(row, "contact")));
        int port = row.getInt("port");
        if (host == null
                || port < 1
                || port > 0xffff
                || contact.isEmpty()
                || !(contact.get() instanceof SipUri uri)) {
            return Optional.empty();
        }
        return Optional.of(
                new Location(
                        AsciiString.of(text(row, "id")),
                        AsciiString.of(text(row, "username")),
                        text(row, "realm"),
                        text(row, "listen"),
                        new InetSocketAddress(host, port),
                        new ContactField(
                                uri,
                                AsciiString.of(text(row, "q")),
                                AsciiString.of(text(row, "instance")),
                                row.getLong("reg_id"),
                                -1),
                        AsciiString.of(text(row, "call_id")),
                        row.getLong("cseq"),
                        path(text(row, "path")),
                        row.getLong("until_ms")));
    }

    private static List<AsciiString> path(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split("\n", -1)).map(AsciiString::of).toList();
    }

    private static String text(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }
}
