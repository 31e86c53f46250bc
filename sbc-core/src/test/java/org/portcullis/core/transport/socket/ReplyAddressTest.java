package org.portcullis.core.transport.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.message.Via;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Trust;

class ReplyAddressTest {

    @ParameterizedTest(name = "{0} from {1} in a realm that is {2}: {3}")
    @CsvSource({
        // sent-by agrees with the source
        "UDP 192.0.2.1:5060,             192.0.2.1:5060,  TRUSTED,   192.0.2.1:5060",
        "UDP 192.0.2.1,                  192.0.2.1:5060,  TRUSTED,   192.0.2.1:5060",
        // its port is where the response goes
        "UDP 192.0.2.1:5070,             192.0.2.1:40000, TRUSTED,   192.0.2.1:5070",
        "UDP 192.0.2.1,                  192.0.2.1:40000, KNOWN,     192.0.2.1:5060",
        // its address is not believed
        "UDP 198.51.100.1:5070,          192.0.2.1:40000, TRUSTED,   192.0.2.1:5070",
        "UDP pbx.example:5070,           192.0.2.1:40000, TRUSTED,   192.0.2.1:5070",
        "UDP pbx.example;received=198.51.100.1, 192.0.2.1:40000, TRUSTED, 192.0.2.1:5060",
        // rport is where asked for, and always where peers sit behind NAT
        "UDP 10.0.0.1:5070;rport,        192.0.2.1:40000, TRUSTED,   192.0.2.1:40000",
        "UDP 10.0.0.1:5070;rport=1,      192.0.2.1:40000, KNOWN,     192.0.2.1:40000",
        "UDP 10.0.0.1:5070,              192.0.2.1:40000, UNTRUSTED, 192.0.2.1:40000",
        // maddr overrules, unless it could turn us against a third party or cannot be used
        "UDP 10.0.0.1:5070;maddr=198.51.100.9, 192.0.2.1:40000, TRUSTED, 198.51.100.9:5070",
        "UDP 10.0.0.1;rport;maddr=198.51.100.9, 192.0.2.1:40000, KNOWN, 198.51.100.9:5060",
        "UDP 10.0.0.1:5070;maddr=198.51.100.9, 192.0.2.1:40000, UNTRUSTED, 192.0.2.1:40000",
        "UDP 10.0.0.1:5070;maddr=group.example, 192.0.2.1:40000, TRUSTED, 192.0.2.1:5070",
        "UDP 10.0.0.1:5070;maddr=0.0.0.0, 192.0.2.1:40000, TRUSTED, 192.0.2.1:5070",
        "UDP 10.0.0.1:5070;maddr=[2001:db8::9], 192.0.2.1:40000, TRUSTED, 192.0.2.1:5070",
        "UDP 10.0.0.1:5070;maddr,        192.0.2.1:40000, TRUSTED,   192.0.2.1:5070",
        // IPv6
        "UDP [2001:db8::1]:5070,         [2001:db8::1]:40000, TRUSTED, [2001:db8::1]:5070",
        "UDP [2001:db8::2]:5070;rport,   [2001:db8::1]:40000, TRUSTED, [2001:db8::1]:40000",
        "UDP host;maddr=[2001:db8::9],   [2001:db8::1]:40000, TRUSTED, [2001:db8::9]:5060",
    })
    void shouldFollowTheRules(String via, String source, Trust trust, String expected) {
        Via topVia =
                Via.parse(new AsciiString("SIP/2.0/" + via + ";branch=z9hG4bK1")).orElseThrow();

        assertEquals(
                address(expected), ReplyAddress.of(address(source), topVia, Protocol.UDP, trust));
    }

    private static InetSocketAddress address(String text) {
        return ListenPoint.parse("udp:" + text).bind();
    }
}
