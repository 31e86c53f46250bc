package org.portcullis.security.scan;

import java.util.List;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;

/**
 * Tells requests of scanners by what they say of themselves. The work grows with the length of the
 * fields looked at and with nothing else. Immutable; any thread.
 */
public final class ScannerFilter {
    private final PatternAutomaton automaton;

    public ScannerFilter(List<ScanPattern> patterns) {
        this.automaton = new PatternAutomaton(patterns);
    }

    public boolean matches(SipRequest request) {
        Uri target = request.requestUri();
        return automaton.finds(ScanField.REQUEST_URI, target.text())
                || inUser(target)
                || inUser(request.from().uri())
                || inUser(request.to().uri())
                || inContacts(request.contacts())
                || inHeaders(request);
    }

    private boolean inHeaders(SipRequest request) {
        for (int i = 0; i < request.headerCount(); i++) {
            HeaderName name = request.headerName(i);
            if (name.equals(HeaderName.USER_AGENT)
                            && automaton.finds(ScanField.USER_AGENT, request.headerValue(i))
                    || name.equals(HeaderName.FROM)
                            && automaton.finds(ScanField.FROM, request.headerValue(i))
                    || name.equals(HeaderName.TO)
                            && automaton.finds(ScanField.TO, request.headerValue(i))
                    || name.equals(HeaderName.CONTACT)
                            && automaton.finds(ScanField.CONTACT, request.headerValue(i))) {
                return true;
            }
        }
        return false;
    }

    private boolean inContacts(List<NameAddr> contacts) {
        for (int i = 0; i < contacts.size(); i++) {
            if (inUser(contacts.get(i).uri())) {
                return true;
            }
        }
        return false;
    }

    private boolean inUser(Uri uri) {
        return uri instanceof SipUri sip && automaton.finds(ScanField.URI_USER, sip.user());
    }
}
