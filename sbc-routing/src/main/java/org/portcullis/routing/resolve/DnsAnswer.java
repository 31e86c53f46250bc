package org.portcullis.routing.resolve;

import java.util.List;

/** What came of one question. Times to live are those of the answer, 0 to 2^31 - 1 seconds. */
sealed interface DnsAnswer {

    /**
     * Records of the type that was asked for.
     *
     * @param records at least one
     * @param ttlSeconds the shortest of theirs and of the aliases that led to them
     */
    record Found(List<ResourceRecord> records, long ttlSeconds) implements DnsAnswer {
        public Found {
            records = List.copyOf(records);
        }
    }

    /** The name is another one's alias, whose records the answer does not hold. */
    record Alias(String name, long ttlSeconds) implements DnsAnswer {}

    /**
     * There is no such name, or no such record of it.
     *
     * @param ttlSeconds for how long this holds (RFC 2308 5); 0 where the answer does not say
     */
    record Absent(long ttlSeconds) implements DnsAnswer {}

    /** Nobody could tell: no answer in time, a server's failure, or one that makes no sense. */
    record Failed(String why) implements DnsAnswer {}
}
