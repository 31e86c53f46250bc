package org.portcullis.core.topology;

import java.util.Set;

/**
 * What of an XML document type may cross.
 *
 * @param standard whether only elements of the IETF's namespaces cross
 * @param elements the local names that cross; empty for every one
 * @param attributes the names of attributes that cross; empty for every one
 * @param opaque elements and attributes whose content is replaced by a {@link Pseudonyms pseudonym}
 */
record Vocabulary(
        boolean standard, Set<String> elements, Set<String> attributes, Set<String> opaque) {

    /** RFC 4235, with the shared appearances of RFC 7463. */
    static final Vocabulary DIALOG_INFO =
            new Vocabulary(
                    true,
                    Set.of(
                            "dialog-info",
                            "dialog",
                            "state",
                            "duration",
                            "replaces",
                            "replaced",
                            "referred-by",
                            "local",
                            "remote",
                            "identity",
                            "target",
                            "param",
                            "cseq",
                            "appearance",
                            "exclusive"),
                    Set.of(
                            "version",
                            "state",
                            "entity",
                            "id",
                            "call-id",
                            "local-tag",
                            "remote-tag",
                            "direction",
                            "event",
                            "code",
                            "display",
                            "uri",
                            "pname",
                            "pval"),
                    Set.of("id", "call-id", "local-tag", "remote-tag"));

    /** RFC 3680. */
    static final Vocabulary REGINFO =
            new Vocabulary(
                    true,
                    Set.of("reginfo", "registration", "contact", "uri", "display-name"),
                    Set.of(
                            "version",
                            "state",
                            "aor",
                            "id",
                            "event",
                            "duration-registered",
                            "expires",
                            "retry-after",
                            "q",
                            "callid",
                            "cseq",
                            "lang"),
                    Set.of("id", "callid"));

    /** RFC 3858. */
    static final Vocabulary WATCHERINFO =
            new Vocabulary(
                    true,
                    Set.of("watcherinfo", "watcher-list", "watcher"),
                    Set.of(
                            "version",
                            "state",
                            "resource",
                            "package",
                            "id",
                            "status",
                            "event",
                            "display-name",
                            "expiration",
                            "duration-subscribed",
                            "lang"),
                    Set.of("id"));

    /** RFC 3863 with what the IETF added: a data model, rich presence, locations. */
    static final Vocabulary PRESENCE =
            new Vocabulary(true, Set.of(), Set.of(), Set.of("id", "deviceID"));

    /** Every other document: whole, but for what identifies dialogs and parts of a body. */
    static final Vocabulary ANY =
            new Vocabulary(
                    false,
                    Set.of(),
                    Set.of(),
                    Set.of(
                            "call-id",
                            "callid",
                            "local-tag",
                            "remote-tag",
                            "from-tag",
                            "to-tag",
                            "cid"));

    private static final String IETF = "urn:ietf:params:xml:ns:";
    private static final String SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";
    private static final Set<String> NEVER = Set.of("session-description", "route-set", "hop");

    /** Whether elements of that namespace cross; the empty one is that of no namespace. */
    boolean carriesNamespace(String uri) {
        return !uri.equals(SCHEMA_INSTANCE) && (!standard || uri.isEmpty() || uri.startsWith(IETF));
    }

    boolean carriesElement(String namespace, String name) {
        return carriesNamespace(namespace)
                && !NEVER.contains(name)
                && (elements.isEmpty() || elements.contains(name));
    }

    boolean carriesAttribute(String namespace, String name) {
        boolean known = attributes.isEmpty() || attributes.contains(name);
        return known && (namespace.equals("xml") || carriesNamespace(namespace));
    }
}
