package org.portcullis.core.topology;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/** What is done to the messages of a peer that a condition holds for. */
public record HeaderRule(When when, List<HeaderAction> actions) {
    public HeaderRule {
        actions = List.copyOf(actions);
    }

    /**
     * A condition; what is left open holds for every message.
     *
     * @param methods the method of the request, or of the one that is answered; empty for all
     * @param statuses the status of a response; a request has none
     * @param kind requests or responses
     * @param dialog whether the request names a dialog that stands; a response goes by its CSeq and
     *     has none
     * @param headers all of these
     */
    public record When(
            Set<Method> methods,
            Optional<Statuses> statuses,
            Optional<Kind> kind,
            Optional<Dialog> dialog,
            List<HeaderTest> headers) {
        public static final When ALWAYS =
                new When(Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());

        public When {
            methods = Set.copyOf(methods);
            headers = List.copyOf(headers);
        }

        /** Whether all but the headers agrees, which a rule before this one does not change. */
        boolean mayHold(SipMessage message) {
            return (methods.isEmpty() || methods.contains(message.cseq().method()))
                    && switch (message) {
                        case SipRequest request ->
                                statuses.isEmpty()
                                        && kind.filter(its -> its == Kind.RESPONSE).isEmpty()
                                        && dialog.filter(its -> its != Dialog.of(request))
                                                .isEmpty();
                        case SipResponse response ->
                                dialog.isEmpty()
                                        && kind.filter(its -> its == Kind.REQUEST).isEmpty()
                                        && statuses.filter(its -> !its.has(response.status()))
                                                .isEmpty();
                    };
        }

        boolean holds(MessageEdit edit) {
            for (HeaderTest test : headers) {
                if (!edit.passes(test)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Status codes from one to another, both included. */
    public record Statuses(int least, int most) {
        public Statuses {
            if (least < 100 || most > 699 || least > most) {
                throw new IllegalArgumentException(
                        least + "-" + most + " (expected: codes of 100-699, the lower one first)");
            }
        }

        boolean has(int status) {
            return status >= least && status <= most;
        }
    }

    /** What kind of message. */
    public enum Kind {
        REQUEST,
        RESPONSE
    }

    /** Where a request stands. */
    public enum Dialog {
        /** It begins something. */
        OUTSIDE,
        /** Its To has a tag. */
        INSIDE;

        static Dialog of(SipRequest request) {
            return request.to().tag().isPresent() ? INSIDE : OUTSIDE;
        }
    }

    /**
     * A condition on a header: that it is there, that a value of it has a match, or that it is not
     * there.
     *
     * @param header or {@link RuleHeaders#REQUEST_URI}, whose value is the URI
     */
    public record HeaderTest(HeaderName header, Optional<HeaderPattern> pattern, boolean absent) {
        public HeaderTest {
            if (absent && pattern.isPresent()) {
                throw new IllegalArgumentException("absent: true (expected: no pattern beside it)");
            }
        }
    }
}
