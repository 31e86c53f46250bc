package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.Optional;

/**
 * How far the exchange of offer and answer has come before the final response, with one fork of the
 * callee. Owned by the call's loop.
 */
final class Branch {
    /** As the callee wrote it. */
    Optional<AsciiString> written = Optional.empty();

    /** As the caller gets it. */
    Optional<AsciiString> rewritten = Optional.empty();

    /** The callee has answered, or been answered, reliably: its 2xx says nothing more of it. */
    boolean settledByCallee;

    /** The caller has acknowledged what it was told: its 2xx need not tell again. */
    boolean settledByCaller;
}
