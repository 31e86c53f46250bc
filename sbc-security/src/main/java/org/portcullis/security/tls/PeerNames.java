package org.portcullis.security.tls;

import io.netty.util.AsciiString;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;

/**
 * The SIP domains that a certificate is for (RFC 5922 7.1): the hosts of its {@code sip:} URIs that
 * name no user and its DNS names; where it has no alternative names, the common name of its
 * subject.
 */
final class PeerNames {
    private static final int DNS = 2;
    private static final int UNIFORM_RESOURCE = 6;

    private PeerNames() {}

    /** In lower case; empty if it names none. */
    static List<String> of(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        Collection<List<?>> alternatives = alternatives(certificate);
        if (alternatives == null) {
            return commonNames(certificate);
        }
        for (List<?> alternative : alternatives) {
            int type = (Integer) alternative.getFirst();
            if (type == DNS) {
                add(names, String.valueOf(alternative.get(1)));
            } else if (type == UNIFORM_RESOURCE
                    && Uri.parse(new AsciiString(String.valueOf(alternative.get(1)))).orElse(null)
                            instanceof SipUri uri
                    && uri.user().isEmpty()) {
                add(names, uri.host().toString());
            }
        }
        return List.copyOf(names);
    }

    private static void add(List<String> names, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!lower.isEmpty() && !names.contains(lower)) {
            names.add(lower);
        }
    }

    private static @Nullable Collection<List<?>> alternatives(X509Certificate certificate) {
        try {
            return certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return List.of(); // names that cannot be read are none, and no reason for others
        }
    }

    private static List<String> commonNames(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            LdapName subject = new LdapName(certificate.getSubjectX500Principal().getName());
            for (Rdn part : subject.getRdns()) {
                if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String cn) {
                    add(names, cn);
                }
            }
        } catch (InvalidNameException e) {
            return List.of();
        }
        return List.copyOf(names);
    }
}
