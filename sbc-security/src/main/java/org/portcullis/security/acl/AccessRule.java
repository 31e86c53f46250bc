package org.portcullis.security.acl;

/**
 * What an access list says of a source, and by which entry.
 *
 * @param group whose entry decided; empty where none did
 * @param tag of that entry; empty for none
 */
public record AccessRule(boolean allowed, String group, String tag) {}
