package org.portcullis.routing.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResolvConfTest {
    @Test
    void shouldReadTheServers() {
        assertEquals(
                "[/192.0.2.53:53, /[2001:db8:0:0:0:0:0:53]:53]",
                ResolvConf.servers(
                                List.of(
                                        "# nameserver 192.0.2.1",
                                        "search example.com",
                                        "nameserver  192.0.2.53 # the first",
                                        "\tnameserver 2001:db8::53",
                                        "nameserver nonsense",
                                        "options timeout:1"))
                        .toString());
    }

    @Test
    void shouldAskTheMachineItselfWhereNoServerIsNamed() {
        assertEquals(53, ResolvConf.servers(List.of()).getFirst().getPort());
    }
}
