package org.portcullis.core.message;

import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A SIP method (RFC 3261 section 7.1), case-sensitive. Known methods are the constants here and no
 * other instances, so comparing with one of them costs a comparison of references.
 */
public final class Method {
    public static final Method INVITE = new Method(AsciiString.cached("INVITE"));
    public static final Method ACK = new Method(AsciiString.cached("ACK"));
    public static final Method BYE = new Method(AsciiString.cached("BYE"));
    public static final Method CANCEL = new Method(AsciiString.cached("CANCEL"));
    public static final Method OPTIONS = new Method(AsciiString.cached("OPTIONS"));
    public static final Method REGISTER = new Method(AsciiString.cached("REGISTER"));
    public static final Method PRACK = new Method(AsciiString.cached("PRACK"));
    public static final Method UPDATE = new Method(AsciiString.cached("UPDATE"));
    public static final Method INFO = new Method(AsciiString.cached("INFO"));
    public static final Method MESSAGE = new Method(AsciiString.cached("MESSAGE"));
    public static final Method SUBSCRIBE = new Method(AsciiString.cached("SUBSCRIBE"));
    public static final Method NOTIFY = new Method(AsciiString.cached("NOTIFY"));
    public static final Method PUBLISH = new Method(AsciiString.cached("PUBLISH"));
    public static final Method REFER = new Method(AsciiString.cached("REFER"));

    private static final Method[] KNOWN = {
        INVITE, ACK, BYE, CANCEL, OPTIONS, REGISTER, PRACK, UPDATE, INFO, MESSAGE, SUBSCRIBE,
        NOTIFY, PUBLISH, REFER
    };

    private final AsciiString name;

    private Method(AsciiString name) {
        this.name = name;
    }

    /**
     * The method of that name.
     *
     * @throws IllegalArgumentException if it is no token
     */
    public static Method of(AsciiString name) {
        if (!Chars.all(name, Chars.TOKEN)) {
            throw new IllegalArgumentException("method: " + name + " (expected: a token)");
        }
        int start = name.arrayOffset();
        return of(name.array(), start, start + name.length());
    }

    /** The methods that are constants here, INVITE first. */
    public static List<Method> known() {
        return List.of(KNOWN);
    }

    /** Reads a method; null if there is no token (no Optional: this runs for every message). */
    public static @Nullable Method read(Cursor c) {
        int from = c.position;
        return c.token() ? of(c.array, from, c.position) : null;
    }

    private static Method of(byte[] array, int start, int end) {
        for (Method method : KNOWN) {
            byte[] known = method.name.array();
            if (Arrays.equals(known, 0, known.length, array, start, end)) {
                return method;
            }
        }
        return new Method(Chars.slice(array, start, end));
    }

    public AsciiString name() {
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Method method && name.equals(method.name));
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
