package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import java.util.Set;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;

/**
 * How the messages of one configured peer are read and written on its own side of the border.
 * Immutable; any loop.
 *
 * @param in what is done to a message of the peer before anything else
 * @param out what is done to a finished message to it
 * @param carried headers that cross in calls with the peer, either way, beside those that always do
 * @param identity what it is believed about who calls, and what it is told
 * @param numbers how it writes telephone numbers
 * @param registers whether it stands for phones that register: those who challenge them are
 *     answered by them and not by us
 */
public record HeaderPolicy(
        HeaderRules in,
        HeaderRules out,
        Set<HeaderName> carried,
        IdentityPolicy identity,
        NumberFormat numbers,
        boolean registers) {
    public static final HeaderPolicy DEFAULT =
            new HeaderPolicy(
                    HeaderRules.NONE,
                    HeaderRules.NONE,
                    Set.of(),
                    IdentityPolicy.STRANGER,
                    NumberFormat.NONE);

    public HeaderPolicy {
        carried = Set.copyOf(carried);
        carried.forEach(header -> RuleHeaders.carriable(header.text().toString()));
    }

    /** Of a peer that does not register. */
    public HeaderPolicy(
            HeaderRules in,
            HeaderRules out,
            Set<HeaderName> carried,
            IdentityPolicy identity,
            NumberFormat numbers) {
        this(in, out, carried, identity, numbers, false);
    }

    /** The same for a peer that stands for phones that register. */
    public HeaderPolicy registering() {
        return new HeaderPolicy(in, out, carried, identity, numbers, true);
    }

    /**
     * A request of the peer as the box is to see it. From, To and the request line stay in its
     * bytes as they came, because responses and dialogs repeat them; what the box goes by is in
     * {@link SipRequest#from}, {@link SipRequest#to} and {@link SipRequest#requestUri}.
     */
    public SipRequest arriving(SipRequest request) {
        return normalised(in.arriving(request));
    }

    /**
     * A request of the peer for an emergency number: no rule is applied and the number stays what
     * it is. A service URN (RFC 5031) is called by {@code number}; the caller's own number is made
     * E.164, to be called back.
     */
    public SipRequest urgent(SipRequest request, AsciiString number) {
        Uri uri =
                request.requestUri() instanceof OtherUri
                        ? SipUri.of(false, number, "emergency.invalid", -1)
                        : request.requestUri();
        return Views.of(request, uri, normalised(request.from(), false), request.to());
    }

    /** A response of the peer as the box is to see it. */
    public SipResponse arriving(SipResponse response) {
        return in.applied(response);
    }

    /** A finished request to the peer as it is to see it. */
    public SipRequest leaving(SipRequest request) {
        return out.leaving(request);
    }

    /** A finished response to the peer as it is to see it. */
    public SipResponse leaving(SipResponse response) {
        return out.applied(response);
    }

    /** The parties of a request that begins something, their numbers as E.164. */
    private SipRequest normalised(SipRequest request) {
        if (numbers.none() || request.to().tag().isPresent()) {
            return request;
        }
        Uri uri = normalised(request.requestUri(), true);
        NameAddr from = normalised(request.from(), false);
        NameAddr to = normalised(request.to(), true);
        return uri.equals(request.requestUri())
                        && from.equals(request.from())
                        && to.equals(request.to())
                ? request
                : Views.of(request, uri, from, to);
    }

    private NameAddr normalised(NameAddr address, boolean called) {
        Uri uri = normalised(address.uri(), called);
        return uri.equals(address.uri())
                ? address
                : new NameAddr(address.display(), uri, address.params());
    }

    private Uri normalised(Uri uri, boolean called) {
        Subscriber subscriber = Subscriber.of(uri);
        Subscriber other = subscriber.arriving(numbers, called);
        return other.equals(subscriber) ? uri : other.replaced(uri).orElse(uri);
    }
}
