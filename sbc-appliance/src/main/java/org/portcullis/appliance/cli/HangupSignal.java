package org.portcullis.appliance.cli;

import java.lang.reflect.Proxy;

/**
 * SIGHUP, which ends a JVM unless it is heard. The JDK's one way to hear a signal and go on is
 * {@code sun.misc.Signal}, at which the compiler warns in a way that cannot be answered; so it is
 * found by its name.
 */
final class HangupSignal {
    private HangupSignal() {}

    /** Runs {@code action} on each SIGHUP from now on, on a thread of the JVM's. */
    static void each(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours =
                    Proxy.newProxyInstance(
                            handler.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("handle")) {
                                    action.run();
                                }
                                return null;
                            });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), ours);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a JDK without sun.misc.Signal", e);
        }
    }
}
