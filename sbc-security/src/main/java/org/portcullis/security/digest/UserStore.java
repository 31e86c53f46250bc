package org.portcullis.security.digest;

import io.netty.util.AsciiString;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Users that are kept elsewhere, looked up one at a time. Any thread. */
public interface UserStore {

    /**
     * Looks up a user of a digest realm.
     *
     * @param name as the user wrote it: any text, up to 255 characters
     * @return complete in bounded time, on whatever thread, and never exceptionally
     */
    CompletionStage<Found> find(String name, String realm);

    /** What a lookup brought. */
    sealed interface Found {}

    /**
     * A user.
     *
     * @param secrets {@code H(name:realm:password)} by algorithm, in hexadecimal digits, lower case
     */
    record Known(Map<Algorithm, AsciiString> secrets) implements Found {
        public Known {
            secrets = Map.copyOf(secrets);
        }

        /** Without what is secret. */
        @Override
        public String toString() {
            return "user with " + secrets.keySet();
        }
    }

    /** There is no such user. */
    record Nobody() implements Found {}

    /** The store cannot tell now. */
    record Unavailable() implements Found {}
}
