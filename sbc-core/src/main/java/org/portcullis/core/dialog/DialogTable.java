package org.portcullis.core.dialog;

import io.netty.util.AsciiString;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.portcullis.core.message.SipRequest;

/** The dialogs of one loop by our tag in them. Owned by its loop. */
public final class DialogTable {
    private final Map<AsciiString, DialogUser> users = new HashMap<>();
    private Runnable whenChanged = () -> {};

    public void put(AsciiString localTag, DialogUser user) {
        users.put(localTag, user);
    }

    /** Forgets a dialog, unless somebody else has taken it over. */
    public void remove(AsciiString localTag, DialogUser user) {
        users.remove(localTag, user);
        whenChanged.run();
    }

    /** The user of the dialog that a request is in, if it is one of ours. */
    public Optional<DialogUser> of(SipRequest request) {
        Optional<AsciiString> tag = request.to().tag();
        DialogUser user = tag.isEmpty() ? null : users.get(tag.get());
        return user != null && user.owns(request) ? Optional.of(user) : Optional.empty();
    }

    /** The user of the dialog with a tag of ours. */
    public Optional<DialogUser> of(AsciiString localTag) {
        return Optional.ofNullable(users.get(localTag));
    }

    public boolean isEmpty() {
        return users.isEmpty();
    }

    /** Runs {@code action} whenever a dialog has gone. */
    public void whenChanged(Runnable action) {
        whenChanged = action;
    }
}
