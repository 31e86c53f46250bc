package org.portcullis.routing.resolve;

import org.portcullis.core.transport.Target;

/** An address to send to, which learns from what becomes of it. Any loop. */
public interface Way {
    Target target();

    /** It has answered, with whatever but a refusal of service. */
    void answered();

    /** It has not answered, or refused service. */
    void silent(long nowNanos);

    /** One that is written as a number: there is no other to go to. */
    record Numeric(Target target) implements Way {
        @Override
        public void answered() {}

        @Override
        public void silent(long nowNanos) {}
    }
}
