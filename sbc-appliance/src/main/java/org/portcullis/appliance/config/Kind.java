package org.portcullis.appliance.config;

/** What can be named in one section and referred to in another. */
enum Kind {
    REALM("realms"),
    ADDRESS_GROUP("address-groups"),
    TRUNK("trunks"),
    DISPATCHER("dispatcher");

    private final String section;

    Kind(String section) {
        this.section = section;
    }

    /** The top-level key that holds them. */
    String section() {
        return section;
    }
}
