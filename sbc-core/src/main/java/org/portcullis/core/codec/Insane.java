package org.portcullis.core.codec;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Optional;

/**
 * A message that is not to be acted on, and what its sender is told.
 *
 * @param check the check that failed
 * @param status the code to answer with
 * @param why what is wrong, in words that may serve as a reason phrase
 * @param unsupported what Unsupported is to name, for 420
 * @param reply what an answer needs; empty if there is to be none
 */
public record Insane(
        SanityCheck check,
        int status,
        String why,
        List<AsciiString> unsupported,
        Optional<ReplyHeaders> reply) {
    public Insane {
        unsupported = List.copyOf(unsupported);
    }

    /** What the parser could make no message of. */
    static Insane of(ParseResult.Malformed malformed) {
        SanityCheck check = malformed.kind().check();
        return new Insane(check, check.status(), malformed.why(), List.of(), malformed.reply());
    }
}
