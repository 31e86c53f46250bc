package org.portcullis.core.runtime;

import io.netty.util.AsciiString;
import java.util.random.RandomGenerator;

/**
 * Makes the branches, tags and Call-IDs of one loop (RFC 3261 8.1.1.4, 8.1.1.7, 19.3), each naming
 * that loop, so that whoever reads it back knows the owner without a shared table.
 *
 * <p>A token is one character for the loop and random ones of five bits each: it tells nothing of
 * addresses, counts or time, and cannot be guessed when {@code random} cannot. Owned by one loop.
 */
public final class Identifiers {
    /** As many loops as one character can name. */
    public static final int MAX_LOOPS = 32;

    private static final String MAGIC_COOKIE = "z9hG4bK";
    private static final byte[] ALPHABET =
            AsciiString.of("abcdefghijklmnopqrstuvwxyz234567").array();
    private static final int BRANCH_RANDOM = 16; // 80 bits
    private static final int BRANCH_MARK = 6; // 30 bits
    private static final int BRANCH_LENGTH =
            MAGIC_COOKIE.length() + 1 + BRANCH_RANDOM + BRANCH_MARK;
    private static final int TAG_RANDOM = 16;
    private static final int CALL_ID_RANDOM = 24; // 120 bits
    private static final String FLOW = "reg-";
    private static final int FLOW_TOKEN_LENGTH = FLOW.length() + 1 + CALL_ID_RANDOM;
    private static final int POOL_BYTES = 4096;

    private final RandomGenerator random;
    private final byte owner;
    private final byte[] pool = new byte[POOL_BYTES];
    private int used = POOL_BYTES;

    /**
     * @param random a cryptographic source outside tests; drawn from in large pieces
     * @param loop the loop's index, below {@link #MAX_LOOPS}
     */
    public Identifiers(RandomGenerator random, int loop) {
        this.random = random;
        this.owner = ALPHABET[loop];
    }

    /** A branch that carries no mark. */
    public AsciiString branch() {
        return fill(cookie(), MAGIC_COOKIE.length());
    }

    /**
     * A branch that carries {@code mark}: whoever knows the mark can tell, nobody can read it from
     * the branch.
     */
    public AsciiString branch(int mark) {
        AsciiString branch = branch();
        writeMark(branch.array(), mark);
        return branch;
    }

    /**
     * Whether a branch of ours carries {@code mark}. Of branches that do not, ours or not, one in
     * 2^30 seems to.
     */
    public static boolean carries(AsciiString branch, int mark) {
        if (branch.length() != BRANCH_LENGTH) {
            return false;
        }
        byte[] token = branch.toByteArray();
        writeMark(token, mark);
        return branch.contentEquals(new AsciiString(token, false));
    }

    /** The end of a branch becomes a hash of the mark and of what is random in it. */
    private static void writeMark(byte[] token, int mark) {
        int from = BRANCH_LENGTH - BRANCH_MARK;
        long hash = mark;
        for (int i = MAGIC_COOKIE.length(); i < from; i++) {
            hash = (hash ^ token[i]) * 0x9E37_79B9_7F4A_7C15L;
            hash ^= hash >>> 29;
        }
        for (int i = from; i < BRANCH_LENGTH; i++) {
            token[i] = ALPHABET[(int) (hash >>> 59)];
            hash <<= 5;
        }
    }

    private static byte[] cookie() {
        byte[] token = new byte[BRANCH_LENGTH];
        for (int i = 0; i < MAGIC_COOKIE.length(); i++) {
            token[i] = (byte) MAGIC_COOKIE.charAt(i);
        }
        return token;
    }

    public AsciiString tag() {
        return fill(new byte[1 + TAG_RANDOM], 0);
    }

    public AsciiString callId() {
        return fill(new byte[1 + CALL_ID_RANDOM], 0);
    }

    /** A user part for a Contact of ours that stands for a registered phone (RFC 5626 5.2). */
    public AsciiString flowToken() {
        byte[] token = new byte[FLOW_TOKEN_LENGTH];
        for (int i = 0; i < FLOW.length(); i++) {
            token[i] = (byte) FLOW.charAt(i);
        }
        return fill(token, FLOW.length());
    }

    /** Whether a user part has the form of a flow token, whoever made it. */
    public static boolean isFlowToken(AsciiString user) {
        if (user.length() != FLOW_TOKEN_LENGTH) {
            return false;
        }
        for (int i = 0; i < FLOW.length(); i++) {
            if (user.byteAt(i) != FLOW.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The loop that made this flow token, or -1 if it is none or none of {@code loops} can have.
     */
    public static int ownerOfFlowToken(AsciiString user, int loops) {
        return isFlowToken(user) ? owner(user, FLOW.length(), loops) : -1;
    }

    /**
     * A random number from 0 up to {@code bound}, at most 256, exclusive: for spreading things in
     * time.
     */
    public int below(int bound) {
        return (nextByte() & 0xff) % bound;
    }

    /** The loop that made this branch, or -1 if none of {@code loops} can have. */
    public static int ownerOfBranch(AsciiString branch, int loops) {
        return owner(branch, MAGIC_COOKIE.length(), loops);
    }

    /** The loop that made this tag or Call-ID, or -1 if none of {@code loops} can have. */
    public static int owner(AsciiString token, int loops) {
        return owner(token, 0, loops);
    }

    private static int owner(AsciiString token, int at, int loops) {
        if (token.length() <= at) {
            return -1;
        }
        byte c = token.byteAt(at);
        int index = c >= 'a' && c <= 'z' ? c - 'a' : c >= '2' && c <= '7' ? c - '2' + 26 : -1;
        return index < loops ? index : -1;
    }

    private AsciiString fill(byte[] token, int at) {
        token[at] = owner;
        for (int i = at + 1; i < token.length; i++) {
            token[i] = ALPHABET[nextByte() & 31];
        }
        return new AsciiString(token, false);
    }

    private byte nextByte() {
        if (used == POOL_BYTES) {
            random.nextBytes(pool);
            used = 0;
        }
        return pool[used++];
    }
}
