package org.portcullis.core.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** Something to ask of a database. */
@FunctionalInterface
public interface Question<T> {

    /**
     * Asks it, perhaps twice: once more where a connection that was open turns out to be lost.
     *
     * @param connection that commits by itself and is left as it was found
     */
    T ask(Connection connection) throws SQLException;
}
