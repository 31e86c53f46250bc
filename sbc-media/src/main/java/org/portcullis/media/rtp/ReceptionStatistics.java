package org.portcullis.media.rtp;

import io.netty.buffer.ByteBuf;

/**
 * What was received of one RTP stream: packets, bytes, loss and jitter (RFC 3550 A.1, A.3, A.8).
 * Owned by one loop.
 *
 * <p>A new SSRC, or a jump of the sequence number that is confirmed by the next packet, begins a
 * new count; the losses of the ones before are kept.
 */
public final class ReceptionStatistics {
    private static final int SEQUENCES = 1 << 16;
    private static final int MAX_DROPOUT = 3_000;
    private static final int MAX_MISORDER = 100;
    private static final int NO_SEQUENCE = -1;
    // Beyond it the sender has set its timestamp anew.
    private static final long MAX_JITTER_SECONDS = 10;

    private long packets;
    private long bytes;
    private long lostBefore;

    private int ssrc;
    private int base = NO_SEQUENCE;
    private int highest;
    private long cycles;
    private long received;
    private int jumpedTo = NO_SEQUENCE;

    private int payloadType = -1;
    private int clockRate = 1;
    private int transit;
    private boolean transitKnown;
    private int scaledJitter; // times 16

    public void received(ByteBuf rtp, PayloadTypes payloadTypes, long nowNanos) {
        packets++;
        bytes += rtp.readableBytes();
        if (!isInSequence(RtpPacket.ssrc(rtp), RtpPacket.sequenceNumber(rtp))) {
            return;
        }
        received++;
        int type = RtpPacket.payloadType(rtp);
        if (type != payloadType) {
            payloadType = type;
            clock(payloadTypes.clockRate(type));
        }
        measure(RtpPacket.timestamp(rtp), nowNanos);
    }

    public long packets() {
        return packets;
    }

    public long bytes() {
        return bytes;
    }

    /**
     * Expected less received; duplicates can make it less than what was lost, but not less than 0.
     */
    public long lost() {
        return lostBefore + lostNow();
    }

    public long jitterMicros() {
        return (long) (scaledJitter >> 4) * 1_000_000 / clockRate;
    }

    private long lostNow() {
        return base == NO_SEQUENCE ? 0 : Math.max(0, cycles + highest - base + 1 - received);
    }

    private boolean isInSequence(int from, int sequence) {
        if (base == NO_SEQUENCE || from != ssrc) {
            ssrc = from;
            begin(sequence);
            return true;
        }
        int ahead = sequence - highest & SEQUENCES - 1;
        if (ahead < MAX_DROPOUT) {
            cycles += sequence < highest ? SEQUENCES : 0;
            highest = sequence;
            return true;
        }
        if (ahead > SEQUENCES - MAX_MISORDER) {
            return true;
        }
        if (sequence == jumpedTo) {
            begin(sequence);
            return true;
        }
        jumpedTo = sequence + 1 & SEQUENCES - 1;
        return false;
    }

    private void begin(int sequence) {
        lostBefore += lostNow();
        base = sequence;
        highest = sequence;
        cycles = 0;
        received = 0;
        jumpedTo = NO_SEQUENCE;
        transitKnown = false;
    }

    private void clock(int rate) {
        if (rate != clockRate) {
            scaledJitter = (int) ((long) scaledJitter * rate / clockRate);
            clockRate = rate;
            transitKnown = false;
        }
    }

    private void measure(int timestamp, long nowNanos) {
        int arrival = (int) (nowNanos / 1_000 * clockRate / 1_000_000);
        int now = arrival - timestamp;
        if (transitKnown) {
            int difference = Math.abs(now - transit);
            if (difference >= 0 && difference < MAX_JITTER_SECONDS * clockRate) {
                scaledJitter += difference - (scaledJitter + 8 >> 4);
            }
        }
        transit = now;
        transitKnown = true;
    }
}
