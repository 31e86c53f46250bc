package org.portcullis.benchmarks.flood;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends what attackers send, at a steady rate, from loopback addresses of its own. A thread of its
 * own for each; what the kernel does not take is not counted as sent.
 */
final class Junk implements AutoCloseable {
    private static final long TICK_NANOS = 1_000_000;
    private static final int TICKS_PER_SECOND = 1_000;
    private static final int PER_BLOCK = 250;
    private static final String NUMBER = "########";

    private final List<DatagramChannel> sources = new ArrayList<>();
    private final List<byte[]> kinds;
    private final int perSecond;
    private final Thread thread;
    private volatile boolean running = true;
    private final AtomicLong sent = new AtomicLong();

    /**
     * @param block the addresses are 127.BLOCK.x.y
     * @param count how many sources take turns
     * @param perSecond datagrams a second of all sources together
     */
    Junk(int block, int count, int perSecond, InetSocketAddress target) throws IOException {
        this.perSecond = perSecond;
        this.kinds = kinds(target);
        for (int i = 0; i < count; i++) {
            byte[] address = {
                127, (byte) block, (byte) (i / PER_BLOCK), (byte) (1 + i % PER_BLOCK)
            };
            DatagramChannel channel = DatagramChannel.open();
            sources.add(channel);
            channel.bind(new InetSocketAddress(InetAddress.getByAddress(address), 0));
            channel.connect(target);
            channel.configureBlocking(false);
        }
        this.thread = Thread.ofPlatform().daemon().name("junk-" + block).start(this::run);
    }

    /** Datagrams that the kernel has taken so far. */
    long sent() {
        return sent.get();
    }

    @Override
    public void close() throws IOException {
        running = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (DatagramChannel source : sources) {
            source.close();
        }
    }

    private void run() {
        long start = System.nanoTime();
        long tick = 0;
        long due = 0;
        int turn = 0;
        ByteBuffer datagram = ByteBuffer.allocateDirect(2_048);
        while (running) {
            tick++;
            for (long until = tick * perSecond / TICKS_PER_SECOND; due < until; due++) {
                fill(datagram, turn);
                send(sources.get(turn % sources.size()), datagram);
                turn = (turn + 1) & Integer.MAX_VALUE;
            }
            long wait = start + tick * TICK_NANOS - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
            }
        }
    }

    private void send(DatagramChannel source, ByteBuffer datagram) {
        try {
            if (source.write(datagram) > 0) {
                sent.incrementAndGet();
            }
        } catch (IOException e) {
            // The box may refuse a datagram (ICMP) while it starts or ends: it counts as not sent.
            datagram.clear();
        }
    }

    private void fill(ByteBuffer datagram, int turn) {
        datagram.clear();
        byte[] kind = kinds.get(turn % kinds.size());
        for (byte each : kind) {
            datagram.put(
                    each == '#' ? (byte) ('0' + (turn >>> (datagram.position() & 15)) % 10) : each);
        }
        datagram.flip();
    }

    private static List<byte[]> kinds(InetSocketAddress target) {
        String box = target.getAddress().getHostAddress() + ':' + target.getPort();
        byte[] noise = new byte[400];
        new Random(1).nextBytes(noise);
        String invite = request("INVITE", "sip:00442034567890@" + box, "Asterisk PBX");
        return List.of(
                noise,
                request("OPTIONS", "sip:100@" + box, "friendly-scanner").getBytes(ISO_8859_1),
                invite.getBytes(ISO_8859_1),
                request("REGISTER", "sip:" + box, "eyeBeam").getBytes(ISO_8859_1),
                invite.substring(0, invite.length() / 2).getBytes(ISO_8859_1),
                request("BYE", "sip:" + NUMBER + '@' + box, "x").getBytes(ISO_8859_1),
                "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK########\r\n\r\n"
                        .getBytes(ISO_8859_1));
    }

    private static String request(String method, String uri, String agent) {
        return String.join(
                "\r\n",
                method + ' ' + uri + " SIP/2.0",
                "Via: SIP/2.0/UDP 127.0.0.9:5060;rport;branch=z9hG4bK" + NUMBER,
                "From: <sip:100@127.0.0.9>;tag=" + NUMBER,
                "To: <" + uri + '>',
                "Call-ID: " + NUMBER + "@127.0.0.9",
                "CSeq: 1 " + method,
                "Contact: <sip:100@127.0.0.9:5060>",
                "Max-Forwards: 70",
                "User-Agent: " + agent,
                "Content-Length: 0",
                "",
                "");
    }
}
