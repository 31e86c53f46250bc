package org.portcullis.routing.resolve;

import java.util.function.Consumer;

/** Carries a question to the name servers. Used on the loop of the resolver. */
@FunctionalInterface
interface DnsQueries {

    /**
     * @param answer told once, on the same loop, within the time-outs of all servers; perhaps from
     *     within
     */
    void ask(Question question, Consumer<DnsAnswer> answer);
}
