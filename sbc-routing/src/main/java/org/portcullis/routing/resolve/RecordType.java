package org.portcullis.routing.resolve;

/** A type of record that is asked for, with its number in DNS. */
enum RecordType {
    /** RFC 1035 3.4.1. */
    A(1),
    /** RFC 3596 2.1. */
    AAAA(28),
    /** RFC 2782. */
    SRV(33),
    /** RFC 3403 4. */
    NAPTR(35);

    private final int number;

    RecordType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
