package org.portcullis.security.acl;

import java.util.List;

/**
 * Who may speak to a realm, as configured, by names of groups. Where nobody is allowed by name
 * everybody is who is not denied. The longest prefix around a source decides; where the same one is
 * in both lists, it is denied.
 */
public record AclSettings(List<String> allow, List<String> deny) {

    public static final AclSettings OPEN = new AclSettings(List.of(), List.of());

    public AclSettings {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }

    public boolean open() {
        return allow.isEmpty() && deny.isEmpty();
    }
}
