package org.portcullis.appliance.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.netty.channel.IoEventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.appliance.config.ConfigurationFile;
import org.portcullis.appliance.emergency.EmergencyNotices;
import org.portcullis.core.runtime.Bugs;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.routing.emergency.EmergencyCall;
import org.portcullis.routing.resolve.Names;
import org.portcullis.routing.resolve.ResolverSettings;

class DirectionsTest {

    @Test
    void shouldKeepFormerNoticesOnlyWhileTheyTellSomebody() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    asked.countDown();
                    await(answer);
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
        String slow = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        Counters counters = new Counters();
        IoEventLoopGroup group = IoEngine.NIO.newLoops(1);
        SipLoop loop =
                new SipLoop(
                        0,
                        group.next(),
                        new Random(1),
                        System::nanoTime,
                        new Bugs(counters),
                        counters);
        Names names = Names.on(loop, IoEngine.NIO, ResolverSettings.DEFAULT, counters);
        try (Directions directions = new Directions(configuration(slow), names, counters)) {
            directions.on(loop);
            EmergencyNotices first = directions.notices().orElseThrow();
            first.accept(new EmergencyCall("+4930", "112", "pbx", "call-1", Instant.EPOCH));
            await(asked);
            for (int i = 0; i < 20; i++) {
                directions.prepare(configuration("http://127.0.0.1:9/" + i)).run();
            }
            assertEquals(2, directions.openNotices(), "the one in use, and the one under way");
            answer.countDown();
            while (!first.idle()) {
                Thread.onSpinWait();
            }
            directions.prepare(configuration("http://127.0.0.1:9/last")).run();
            assertEquals(1, directions.openNotices());
        } finally {
            server.stop(0);
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(1, TimeUnit.MINUTES));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Configuration configuration(String webhook) {
        return assertInstanceOf(
                        ConfigurationFile.Accepted.class,
                        ConfigurationFile.read(
                                "FILE",
                                """
                                address-groups: { all: [192.0.2.0/24] }
                                trunks:
                                  psap:
                                    realm: outside
                                    match: { group: all }
                                    send-to: "sip:127.0.0.1"
                                emergency:
                                  numbers: [112]
                                  to: [trunk: psap]
                                  webhook: { url: "%s" }
                                """
                                        .formatted(webhook)))
                .configuration();
    }
}
