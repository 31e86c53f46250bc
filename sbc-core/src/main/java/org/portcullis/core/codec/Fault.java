package org.portcullis.core.codec;

/**
 * What a check found. All there are are constants, so that hostile input costs nothing.
 *
 * @param status the code to answer with
 * @param why in words that may serve as a reason phrase
 */
record Fault(SanityCheck check, int status, String why) {
    static final Fault SCHEME = of(SanityCheck.SCHEME, "Unsupported URI scheme");
    static final Fault BRANCH = of(SanityCheck.BRANCH, "Branch is the magic cookie alone");
    static final Fault COOKIE = of(SanityCheck.COOKIE, "No branch with the magic cookie");
    static final Fault HOPS = new Fault(SanityCheck.MAX_FORWARDS, 483, "Max-Forwards is 0");
    static final Fault EXPIRES = of(SanityCheck.EXPIRES, "Invalid Expires");
    static final Fault PROXY_REQUIRE =
            of(SanityCheck.PROXY_REQUIRE, "Proxy-Require asks for an extension");
    static final Fault FROM_TAGS = of(SanityCheck.TAGS, "From has several tags");
    static final Fault TO_TAGS = of(SanityCheck.TAGS, "To has several tags");
    static final Fault DIGEST = of(SanityCheck.DIGEST, "Invalid digest credentials");
    static final Fault AUTHORIZATION =
            of(SanityCheck.AUTHORIZATION, "Several sets of credentials for a realm");
    static final Fault TOO_MANY_CREDENTIALS =
            of(SanityCheck.AUTHORIZATION, "Too many sets of credentials");
    static final Fault FIRST_VIA =
            of(SanityCheck.FIRST_VIA, "Response is not to a request of ours");
    static final Fault LOOP = of(SanityCheck.LOOPS, "Loop detected");

    private static Fault of(SanityCheck check, String why) {
        return new Fault(check, check.status(), why);
    }
}
