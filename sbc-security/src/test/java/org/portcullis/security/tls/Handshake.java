package org.portcullis.security.tls;

import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/** Two engines that shake hands without a network. */
final class Handshake {
    private static final int ROOM = 1 << 16;
    private static final int ROUNDS = 50;

    private Handshake() {}

    /** Runs the handshake and what follows it; what went wrong, if anything. */
    static Optional<String> run(SSLEngine client, SSLEngine server) {
        ByteBuffer toServer = ByteBuffer.allocate(ROOM);
        ByteBuffer toClient = ByteBuffer.allocate(ROOM);
        try {
            for (int i = 0; i < ROUNDS; i++) {
                move(client, toClient, toServer);
                move(server, toServer, toClient);
            }
        } catch (SSLException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    private static void move(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        in.flip();
        SSLEngineResult read = engine.unwrap(in, ByteBuffer.allocate(ROOM));
        in.compact();
        runTasks(engine);
        if (read.getStatus() != SSLEngineResult.Status.CLOSED) {
            engine.wrap(ByteBuffer.wrap(new byte[] {1}), out);
            runTasks(engine);
        }
    }

    private static void runTasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
