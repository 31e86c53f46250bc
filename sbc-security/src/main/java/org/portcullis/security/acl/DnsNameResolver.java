package org.portcullis.security.acl;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Asks DNS for A and AAAA, past every cache of this process: the TTL is ours to keep. */
public final class DnsNameResolver implements NameResolver {
    private final Resolver resolver;

    /**
     * @param resolver to ask; it has the time-outs
     */
    public DnsNameResolver(Resolver resolver) {
        this.resolver = resolver;
    }

    /**
     * Asks the name servers of this machine.
     *
     * @throws IOException where it has none
     */
    public static DnsNameResolver ofSystem() throws IOException {
        return new DnsNameResolver(new org.xbill.DNS.ExtendedResolver());
    }

    @Override
    public Answer resolve(String domain) {
        Name name;
        try {
            name = Name.fromString(domain, Name.root);
        } catch (TextParseException e) {
            return new Answer.Failed(String.valueOf(e.getMessage()));
        }
        List<InetAddress> addresses = new ArrayList<>();
        long ttlSeconds = Long.MAX_VALUE;
        for (int type : new int[] {Type.A, Type.AAAA}) {
            Lookup lookup = new Lookup(name, type);
            lookup.setResolver(resolver);
            lookup.setCache(null);
            Record[] records = lookup.run();
            switch (lookup.getResult()) {
                case Lookup.SUCCESSFUL -> {
                    for (Record each : records) {
                        ttlSeconds = Math.min(ttlSeconds, each.getTTL());
                        addresses.add(address(each));
                    }
                }
                case Lookup.TYPE_NOT_FOUND -> {} // it has the other one, perhaps
                default -> {
                    return new Answer.Failed(lookup.getErrorString());
                }
            }
        }
        addresses.sort(Comparator.comparing(InetAddress::getHostAddress));
        return addresses.isEmpty()
                ? new Answer.Failed("no address")
                : new Answer.Addresses(addresses, ttlSeconds);
    }

    private static InetAddress address(Record each) {
        return switch (each) {
            case ARecord a -> a.getAddress();
            case AAAARecord aaaa -> aaaa.getAddress();
            default -> throw new IllegalStateException("asked for addresses, got " + each);
        };
    }
}
