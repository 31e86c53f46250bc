package org.portcullis.core.topology;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/**
 * The rules of one peer in one direction, in order: each sees what the ones before it left.
 * Immutable; any loop.
 */
public record HeaderRules(List<HeaderRule> rules) {
    public static final HeaderRules NONE = new HeaderRules(List.of());

    public HeaderRules {
        rules = List.copyOf(rules);
    }

    /**
     * A request of the peer as the rules have it. Its From, To and request line stay in its bytes
     * as they came, because responses and dialogs repeat them (RFC 3261 8.2.6.2, 12.1.1); what the
     * rules make of them is in {@link SipRequest#from}, {@link SipRequest#to} and {@link
     * SipRequest#requestUri}.
     */
    SipRequest arriving(SipRequest request) {
        MessageEdit edit = edited(request);
        return edit != null && edit.changed() ? edit.arrived(request) : request;
    }

    /** A finished request as the rules have it. */
    public SipRequest leaving(SipRequest request) {
        MessageEdit edit = edited(request);
        return edit != null && edit.changed() ? edit.toRequest(request) : request;
    }

    /** A response, either way, as the rules have it. */
    SipResponse applied(SipResponse response) {
        MessageEdit edit = edited(response);
        return edit != null && edit.changed() ? edit.toResponse(response) : response;
    }

    private @Nullable MessageEdit edited(SipMessage message) {
        MessageEdit edit = null;
        for (int i = 0; i < rules.size(); i++) {
            HeaderRule rule = rules.get(i);
            if (rule.when().mayHold(message)) {
                edit = edit == null ? new MessageEdit(message) : edit;
                if (rule.when().holds(edit)) {
                    rule.actions().forEach(edit::apply);
                }
            }
        }
        return edit;
    }
}
