package org.portcullis.appliance.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Kamailio as a proxy between SIPp over UDP and the box over another transport. */
final class Kamailio {
    private Kamailio() {}

    /**
     * Starts it and waits until it listens.
     *
     * @param transport to the box: {@code udp}, {@code tcp}, {@code tls}, {@code ws} or {@code wss}
     * @param port where it listens with that transport; the same as {@code udp} for UDP
     * @param udp where it listens for SIPp
     * @param sipp where SIPp is
     * @param box where the box listens with the transport
     */
    static Program start(Path directory, String transport, int port, int udp, int sipp, int box) {
        boolean secure = transport.equals("tls") || transport.equals("wss");
        String protocol = secure ? "tls" : transport.startsWith("ws") ? "tcp" : transport;
        String listen = protocol + ":127.0.0.1:" + port;
        String defines =
                "#!KAMAILIO\n"
                        + (secure ? "#!define WITH_TLS\n" : "")
                        + (transport.startsWith("ws") ? "#!define WITH_WS\n" : "")
                        + (port == udp ? "#!define UDP_ONLY\n" : "");
        Path file = directory.resolve("kamailio.cfg");
        try (InputStream in = Kamailio.class.getResourceAsStream("/kamailio/proxy.cfg")) {
            if (in == null) {
                throw new AssertionError("no configuration");
            }
            Files.writeString(
                    file,
                    new String(in.readAllBytes(), UTF_8)
                            .replace("#!KAMAILIO\n", defines)
                            .replace("@LISTEN@", listen)
                            .replace("@UDP@", Integer.toString(udp))
                            .replace("@SIPP@", Integer.toString(sipp))
                            .replace("@BOX@", Integer.toString(box))
                            .replace("@TRANSPORT@", transport)
                            .replace("@DIR@", directory.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Program program =
                Program.start(
                        directory,
                        "kamailio",
                        List.of(
                                "kamailio",
                                "-DD",
                                "-E",
                                "-m",
                                "64",
                                "-M",
                                "8",
                                "-Y",
                                directory.toString(),
                                "-f",
                                file.toString()));
        program.await(output -> output.contains("Listening on") || listens(port));
        return program;
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
