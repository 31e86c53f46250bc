package org.portcullis.core.message;

import io.netty.util.AsciiString;
import java.util.Objects;

/**
 * What a message carries behind its headers.
 *
 * @param contentType the value of Content-Type
 */
public record Body(AsciiString contentType, AsciiString content) {
    public Body {
        Objects.requireNonNull(contentType);
        Objects.requireNonNull(content);
    }
}
