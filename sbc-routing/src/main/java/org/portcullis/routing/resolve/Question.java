package org.portcullis.routing.resolve;

/**
 * What a name server is asked.
 *
 * @param name in the form of {@link DomainNames#canonical}
 */
record Question(String name, RecordType type) {

    @Override
    public String toString() {
        return name + ' ' + type;
    }
}
