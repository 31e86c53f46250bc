package org.portcullis.routing.resolve;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a name server's message says about a question. Records of other names or types, and those
 * that are broken, count for nothing.
 */
final class AnswerReader {
    private static final int CLASS_IN = 1;
    private static final int MOST_READ = 512;
    private static final int MOST_KEPT = 64;
    private static final int MOST_ALIASES = 8;

    private final Question question;
    private final DnsResponse response;
    private final Map<String, DnsAnswer.Alias> aliases = new HashMap<>();
    private final int count;

    private AnswerReader(Question question, DnsResponse response) {
        this.question = question;
        this.response = response;
        this.count = Math.min(response.count(DnsSection.ANSWER), MOST_READ);
    }

    /**
     * @param response stays the caller's
     */
    static DnsAnswer read(Question question, DnsResponse response) {
        boolean missing = response.code().equals(DnsResponseCode.NXDOMAIN);
        if (!missing && !response.code().equals(DnsResponseCode.NOERROR)) {
            return new DnsAnswer.Failed(response.code().toString());
        }
        if (response.isTruncated()) {
            return new DnsAnswer.Failed("truncated");
        }
        return new AnswerReader(question, response).answer(missing);
    }

    /** Whether the answer held more than is looked at. */
    static boolean cut(DnsResponse response) {
        return response.count(DnsSection.ANSWER) > MOST_KEPT;
    }

    private DnsAnswer answer(boolean missing) {
        for (int i = 0; i < count; i++) {
            readAlias(response.recordAt(DnsSection.ANSWER, i));
        }
        String name = question.name();
        long ttl = Integer.MAX_VALUE;
        for (int i = 0; aliases.containsKey(name); i++) {
            if (i == MOST_ALIASES) {
                return new DnsAnswer.Failed("too many aliases");
            }
            DnsAnswer.Alias alias = aliases.get(name);
            ttl = Math.min(ttl, alias.ttlSeconds());
            name = alias.name();
        }
        List<ResourceRecord> records = new ArrayList<>();
        for (int i = 0; i < count && records.size() < MOST_KEPT; i++) {
            DnsRecord each = response.recordAt(DnsSection.ANSWER, i);
            Optional<ResourceRecord> data = ofInterest(each, name) ? data(each) : Optional.empty();
            if (data.isPresent()) {
                records.add(data.get());
                ttl = Math.min(ttl, ttl(each));
            }
        }
        if (!records.isEmpty()) {
            return new DnsAnswer.Found(records, ttl);
        }
        Optional<Long> negative = negativeTtl();
        return missing || negative.isPresent() || name.equals(question.name())
                ? new DnsAnswer.Absent(Math.min(ttl, negative.orElse(0L)))
                : new DnsAnswer.Alias(name, ttl);
    }

    private void readAlias(DnsRecord each) {
        if (each.type().equals(DnsRecordType.CNAME)
                && each.dnsClass() == CLASS_IN
                && each instanceof DnsRawRecord raw) {
            Optional<String> from = DomainNames.canonical(each.name());
            Optional<String> to = name(raw.content().duplicate());
            if (from.isPresent() && to.isPresent()) {
                aliases.putIfAbsent(from.get(), new DnsAnswer.Alias(to.get(), ttl(each)));
            }
        }
    }

    private boolean ofInterest(DnsRecord each, String name) {
        return each.type().intValue() == question.type().number()
                && each.dnsClass() == CLASS_IN
                && DomainNames.canonical(each.name()).equals(Optional.of(name));
    }

    private Optional<ResourceRecord> data(DnsRecord each) {
        if (!(each instanceof DnsRawRecord raw)) {
            return Optional.empty();
        }
        ByteBuf content = raw.content().duplicate();
        try {
            return switch (question.type()) {
                case A -> address(content, 4);
                case AAAA -> address(content, 16);
                case SRV -> service(content);
                case NAPTR -> pointer(content);
            };
        } catch (IndexOutOfBoundsException | CorruptedFrameException e) {
            return Optional.empty(); // a record that ends before its fields do
        }
    }

    private static Optional<ResourceRecord> address(ByteBuf content, int length) {
        if (content.readableBytes() != length) {
            return Optional.empty();
        }
        byte[] bytes = new byte[length];
        content.readBytes(bytes);
        try {
            return Optional.of(new ResourceRecord.Address(InetAddress.getByAddress(bytes)));
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are an address", e);
        }
    }

    /**
     *
     *
     * <pre>
     *  0               2               4               6
     * +---------------+---------------+---------------+---------- - -
     * |   priority    |    weight     |     port      |   target
     * +---------------+---------------+---------------+---------- - -
     * </pre>
     */
    private static Optional<ResourceRecord> service(ByteBuf content) {
        int priority = content.readUnsignedShort();
        int weight = content.readUnsignedShort();
        int port = content.readUnsignedShort();
        String target = DefaultDnsRecordDecoder.decodeName(content);
        if (target.equals(".")) {
            return Optional.of(new ResourceRecord.Service(priority, weight, port, ""));
        }
        return DomainNames.canonical(target)
                .map(name -> new ResourceRecord.Service(priority, weight, port, name));
    }

    /**
     *
     *
     * <pre>
     *  0               2               4
     * +---------------+---------------+---+---- -+---+------ -+---+---- -+-------- - -
     * |     order     |  preference   | n  flags | n  services| n  regexp| replacement
     * +---------------+---------------+---+---- -+---+------ -+---+---- -+-------- - -
     * </pre>
     */
    private static Optional<ResourceRecord> pointer(ByteBuf content) {
        int order = content.readUnsignedShort();
        int preference = content.readUnsignedShort();
        String flags = text(content);
        String services = text(content).toUpperCase(Locale.ROOT);
        text(content);
        String replacement = DefaultDnsRecordDecoder.decodeName(content);
        return Optional.of(
                new ResourceRecord.Pointer(
                        order,
                        preference,
                        flags,
                        services,
                        DomainNames.canonical(replacement).orElse("")));
    }

    private static String text(ByteBuf content) {
        int length = content.readUnsignedByte();
        return content.readString(length, StandardCharsets.ISO_8859_1);
    }

    private static Optional<String> name(ByteBuf content) {
        try {
            return DomainNames.canonical(DefaultDnsRecordDecoder.decodeName(content));
        } catch (IndexOutOfBoundsException | CorruptedFrameException e) {
            return Optional.empty();
        }
    }

    /** The SOA's own time and its last field, whichever is shorter (RFC 2308 5). */
    private Optional<Long> negativeTtl() {
        int authorities = Math.min(response.count(DnsSection.AUTHORITY), MOST_READ);
        for (int i = 0; i < authorities; i++) {
            DnsRecord each = response.recordAt(DnsSection.AUTHORITY, i);
            if (each.type().equals(DnsRecordType.SOA) && each instanceof DnsRawRecord raw) {
                ByteBuf content = raw.content();
                int last = content.writerIndex() - 4;
                if (last >= content.readerIndex()) {
                    return Optional.of(Math.min(ttl(each), seconds(content.getUnsignedInt(last))));
                }
            }
        }
        return Optional.empty();
    }

    private static long ttl(DnsRecord each) {
        return seconds(each.timeToLive());
    }

    /** One with the highest bit set counts as 0 (RFC 2181 8). */
    private static long seconds(long ttl) {
        return ttl < 0 || ttl > Integer.MAX_VALUE ? 0 : ttl;
    }
}
