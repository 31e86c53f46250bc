package org.portcullis.media.port;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * The two system calls of the relay. Netty's own make an address object, two arrays and a slice for
 * each datagram; these make nothing, and a third of the CPU goes with it.
 */
final class DatagramCalls {
    private static final int MSG_DONTWAIT = 0x40;

    private static final MethodHandle RECVFROM =
            bind(
                    "recvfrom",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG,
                            JAVA_LONG));
    private static final MethodHandle SENDTO =
            bind(
                    "sendto",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG,
                            JAVA_INT));

    private DatagramCalls() {}

    /** Loads the calls ahead of their first use, which takes a while. */
    static void load() {}

    /** Reads one datagram and its source; returns its length, or -1 if there is none. */
    static int receive(int fd, long buffer, int capacity, SocketAddressBuffer source) {
        try {
            return (int)
                    (long)
                            RECVFROM.invokeExact(
                                    fd,
                                    buffer,
                                    (long) capacity,
                                    MSG_DONTWAIT,
                                    source.at(),
                                    source.lengthAt());
        } catch (Throwable e) {
            throw new IllegalStateException(e); // a call of C throws nothing
        }
    }

    /** Sends one datagram; false if the system did not take it. */
    static boolean send(int fd, long packet, int length, SocketAddressBuffer to, int toLength) {
        try {
            return (long)
                            SENDTO.invokeExact(
                                    fd, packet, (long) length, MSG_DONTWAIT, to.at(), toLength)
                    >= 0;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // a call of C throws nothing
        }
    }

    @SuppressWarnings("restricted") // the signatures are those of the manual
    private static MethodHandle bind(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }
}
