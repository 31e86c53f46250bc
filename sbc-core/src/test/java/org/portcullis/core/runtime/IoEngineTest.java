package org.portcullis.core.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IoEngineTest {

    /** Either it runs or it says why not: no engine is taken in the place of another. */
    @ParameterizedTest
    @EnumSource
    void shouldRunOrNameTheCause(IoEngine engine) {
        Optional<String> why = engine.unavailable();
        if (why.isPresent()) {
            assertTrue(why.get().startsWith(engine.label() + ": "), why.get());
            assertThrows(IllegalStateException.class, () -> engine.newLoops(1));
        } else {
            IoEventLoopGroup loops = engine.newLoops(2);
            loops.shutdownGracefully(0, 30, SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void shouldAlwaysHaveNio() {
        assertEquals(Optional.empty(), IoEngine.NIO.unavailable());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void shouldMakeSocketsOfTheAddressFamily(String address) {
        InetAddress local = InetAddress.ofLiteral(address);
        DatagramChannel channel = IoEngine.NIO.datagramSockets(local).newChannel();
        channel.unsafe().closeForcibly();
    }
}
