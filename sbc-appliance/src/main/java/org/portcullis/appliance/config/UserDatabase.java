package org.portcullis.appliance.config;

import org.portcullis.core.sql.DatabaseSettings;
import org.portcullis.security.digest.StoreSettings;
import org.portcullis.security.subscriber.SubscriberTable;

/**
 * The {@code user-database} section: users that authenticate by digest, in an SQL database.
 *
 * @param store how long what it says is used
 */
public record UserDatabase(DatabaseSettings database, SubscriberTable table, StoreSettings store) {}
