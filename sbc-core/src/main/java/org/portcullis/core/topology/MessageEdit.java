package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.message.CommaList;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.Text;
import org.portcullis.core.message.Uri;

/**
 * A message while the rules of a peer change it: its header lines, and its parties where they may
 * be changed at all, which is in a request that begins a dialog or stands alone. Everywhere else
 * they are those of the dialog. Short-lived, one thread.
 */
final class MessageEdit {
    private final SipMessage message;
    private final List<Line> lines;
    private final boolean begins;
    private @Nullable Uri requestUri;
    private NameAddr from;
    private NameAddr to;
    private boolean linesChanged;
    private boolean partiesChanged;

    MessageEdit(SipMessage message) {
        this.message = message;
        this.lines = new ArrayList<>(message.headerCount() + 4);
        for (int i = 0; i < message.headerCount(); i++) {
            lines.add(new Line(message.headerName(i), message.headerValue(i)));
        }
        this.from = message.from();
        this.to = message.to();
        if (message instanceof SipRequest request) {
            Method method = request.method();
            requestUri = request.requestUri();
            begins =
                    to.tag().isEmpty()
                            && !method.equals(Method.CANCEL)
                            && !method.equals(Method.ACK);
        } else {
            begins = false;
        }
    }

    boolean changed() {
        return linesChanged || partiesChanged;
    }

    boolean passes(HeaderRule.HeaderTest test) {
        boolean found = false;
        for (String value : values(test.header())) {
            found |= test.pattern().isEmpty() || test.pattern().get().found(value);
        }
        return found != test.absent();
    }

    private List<String> values(HeaderName header) {
        List<String> values = new ArrayList<>(2);
        if (header.equals(RuleHeaders.REQUEST_URI)) {
            if (requestUri != null) {
                values.add(Text.utf8(requestUri.text()));
            }
        } else if (RuleHeaders.isParty(header)) {
            values.add(Text.utf8(party(header.equals(HeaderName.FROM) ? from : to)));
        } else {
            for (Line line : lines) {
                if (line.name().equals(header)) {
                    values.add(Text.utf8(line.value()));
                }
            }
        }
        return values;
    }

    void apply(HeaderAction action) {
        switch (action) {
            case HeaderAction.Set set -> set(set.header(), Addresses.utf8(set.value()));
            case HeaderAction.Add add -> {
                lines.add(new Line(add.header(), Addresses.utf8(add.value())));
                linesChanged = true;
            }
            case HeaderAction.Remove(HeaderName header, Optional<HeaderPattern> matching) ->
                    linesChanged |=
                            lines.removeIf(
                                    line ->
                                            line.name().equals(header)
                                                    && matching.filter(
                                                                    its ->
                                                                            !its.found(
                                                                                    Text.utf8(
                                                                                            line
                                                                                                    .value())))
                                                            .isEmpty());
            case HeaderAction.Rewrite rewrite -> rewrite(rewrite);
        }
    }

    private void set(HeaderName header, AsciiString value) {
        int first = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).name().equals(header)) {
                if (first < 0) {
                    first = i;
                } else {
                    lines.remove(i--);
                }
            }
        }
        Line line = new Line(header, value);
        if (first < 0) {
            lines.add(line);
        } else {
            lines.set(first, line);
        }
        linesChanged = true;
    }

    private void rewrite(HeaderAction.Rewrite rewrite) {
        HeaderName header = rewrite.header();
        if (header.equals(RuleHeaders.REQUEST_URI)) {
            rewriteRequestUri(rewrite);
        } else if (header.equals(HeaderName.FROM)) {
            rewritten(from, rewrite).ifPresent(value -> from = taken(value));
        } else if (header.equals(HeaderName.TO)) {
            rewritten(to, rewrite).ifPresent(value -> to = taken(value));
        } else {
            rewriteLines(rewrite);
        }
    }

    private NameAddr taken(NameAddr party) {
        partiesChanged = true;
        return party;
    }

    private void rewriteRequestUri(HeaderAction.Rewrite rewrite) {
        Uri uri = requestUri;
        if (uri != null && begins) {
            rewrite.pattern()
                    .rewritten(Text.utf8(Addresses.user(uri)), rewrite.by())
                    .flatMap(user -> Addresses.withUser(uri, Addresses.utf8(user)))
                    .ifPresent(
                            other -> {
                                requestUri = other;
                                partiesChanged = true;
                            });
        }
    }

    private Optional<NameAddr> rewritten(NameAddr party, HeaderAction.Rewrite rewrite) {
        return begins
                ? rewrittenAddress(party, rewrite).flatMap(NameAddr::parse)
                : Optional.empty();
    }

    private void rewriteLines(HeaderAction.Rewrite rewrite) {
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            if (line.name().equals(rewrite.header())) {
                Optional<AsciiString> value =
                        rewrite.part() == HeaderAction.Part.VALUE
                                ? rewrite.pattern()
                                        .rewritten(Text.utf8(line.value()), rewrite.by())
                                        .map(Addresses::utf8)
                                : rewrittenAddresses(line.value(), rewrite);
                if (value.isPresent()) {
                    lines.set(i, new Line(line.name(), value.get()));
                    linesChanged = true;
                }
            }
        }
    }

    /** A comma list of addresses with the rule applied to each; empty where nothing has changed. */
    private static Optional<AsciiString> rewrittenAddresses(
            AsciiString list, HeaderAction.Rewrite rewrite) {
        byte[] array = list.array();
        int end = list.arrayOffset() + list.length();
        AsciiString result = AsciiString.EMPTY_STRING;
        boolean changed = false;
        for (int from = list.arrayOffset(); from <= end; ) {
            int to = CommaList.elementEnd(array, from, end);
            AsciiString element = new AsciiString(array, from, to - from, false).trim();
            Optional<AsciiString> other =
                    NameAddr.parse(element).flatMap(address -> rewrittenAddress(address, rewrite));
            changed |= other.isPresent();
            result = result.isEmpty() ? result : result.concat(", ");
            result = result.concat(other.orElse(element));
            from = to + 1;
        }
        return changed ? Optional.of(result) : Optional.empty();
    }

    private static Optional<AsciiString> rewrittenAddress(
            NameAddr address, HeaderAction.Rewrite rewrite) {
        return switch (rewrite.part()) {
            case VALUE -> Optional.empty();
            case USER ->
                    rewrite.pattern()
                            .rewritten(Text.utf8(Addresses.user(address.uri())), rewrite.by())
                            .flatMap(user -> Addresses.withUser(address, Addresses.utf8(user)));
            case DISPLAY ->
                    rewrite.pattern()
                            .rewritten(Addresses.unquoted(address.display()), rewrite.by())
                            .map(display -> Addresses.withDisplay(address, display));
        };
    }

    /** The request with the changed lines, and the parties as values only. */
    SipRequest arrived(SipRequest request) {
        SipRequest lined = linesChanged ? write(request, request.requestUri(), false) : request;
        Uri uri = requestUri == null ? request.requestUri() : requestUri;
        return Views.of(lined, uri, from, to);
    }

    /** The request with everything that has changed. */
    SipRequest toRequest(SipRequest request) {
        Uri uri = requestUri == null ? request.requestUri() : requestUri;
        return write(request, uri, partiesChanged);
    }

    SipResponse toResponse(SipResponse response) {
        MessageWriter writer = new MessageWriter();
        writer.response(response.status(), response.reason());
        writeLines(writer, false);
        return writer.body(message.body()).toResponse();
    }

    private SipRequest write(SipRequest request, Uri uri, boolean parties) {
        MessageWriter writer = new MessageWriter();
        writer.request(request.method(), uri.text());
        writeLines(writer, parties);
        return writer.body(message.body()).toRequest();
    }

    private void writeLines(MessageWriter writer, boolean parties) {
        for (Line line : lines) {
            HeaderName name = line.name();
            if (parties && name.equals(HeaderName.FROM)) {
                writer.header(name, party(from));
            } else if (parties && name.equals(HeaderName.TO)) {
                writer.header(name, party(to));
            } else if (!name.equals(HeaderName.CONTENT_LENGTH)) {
                writer.header(name, line.value());
            }
        }
    }

    private static AsciiString party(NameAddr party) {
        return Addresses.text(party.display(), party.uri(), party.params().text());
    }

    private record Line(HeaderName name, AsciiString value) {}
}
