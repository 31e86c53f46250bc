package org.portcullis.core.codec;

import org.portcullis.core.codec.ParseResult.Kind;

/** Why bytes are no message. All there are are constants, so that hostile input costs nothing. */
record Problem(Kind kind, String why) {}
