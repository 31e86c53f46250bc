package org.portcullis.appliance.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** baresip as a phone that answers at once, plays a tone and records what it hears. */
final class Phone implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private static final int HEARD_BYTES = Tone.BYTES_PER_SECOND / 4;

    private final Path directory;
    private final Desk desk;
    private final Program program;
    private final PhoneControl control;
    private int traced;

    /**
     * Where a phone stands.
     *
     * @param user its user, and the name of its directory
     * @param port where it listens with UDP and TCP; with TLS on the next
     * @param transport to the box: {@code udp}, {@code tcp} or {@code tls}
     * @param box the box's address and port for that; it has the same address
     * @param tone what it plays
     * @param password what it registers with; empty where it does not register
     */
    record Desk(String user, int port, String transport, String box, Tone tone, String password) {

        /** One that does not register. */
        Desk(String user, int port, String transport, String box, Tone tone) {
            this(user, port, transport, box, tone, "");
        }

        /** Where calls to it go. */
        String uri() {
            int listens = transport.equals("tls") ? port + 1 : port;
            return "sip:" + host() + ":" + listens + ";transport=" + transport;
        }

        private String host() {
            return box.substring(0, box.lastIndexOf(':'));
        }
    }

    private Phone(Path directory, Desk desk, Program program, PhoneControl control) {
        this.directory = directory;
        this.desk = desk;
        this.program = program;
        this.control = control;
    }

    /**
     * Starts it and waits until it takes orders.
     *
     * @param parent has the certificates of TLS, {@code USER.pem}, {@code USER.key} and {@code
     *     ca.pem}
     */
    static Phone start(Path parent, Desk desk) {
        int controlPort = Sipp.freePort();
        Path directory;
        try {
            directory = Files.createTempDirectory(parent, desk.user());
            configure(directory, desk, controlPort);
            if (desk.transport().equals("tls")) {
                Files.writeString(
                        directory.resolve("phone.pem"),
                        Files.readString(parent.resolve(desk.user() + ".pem"))
                                + Files.readString(parent.resolve(desk.user() + ".key")));
                Files.copy(parent.resolve("ca.pem"), directory.resolve("ca.pem"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String family = desk.host().contains(":") ? "-6" : "-4";
        Program program =
                Program.start(
                        directory,
                        "baresip",
                        List.of("baresip", "-f", directory.toString(), "-s", family));
        AtomicReference<Optional<PhoneControl>> control = new AtomicReference<>(Optional.empty());
        program.await(
                output -> {
                    control.set(PhoneControl.connect(controlPort));
                    return control.get().isPresent();
                });
        return new Phone(directory, desk, program, control.get().orElseThrow());
    }

    private static void configure(Path directory, Desk desk, int controlPort) throws IOException {
        try (InputStream in = Phone.class.getResourceAsStream("/baresip/config")) {
            if (in == null) {
                throw new AssertionError("no configuration");
            }
            String tls = desk.transport().equals("tls") ? "" : "(?m)^sip_c.*\n";
            Files.writeString(
                    directory.resolve("config"),
                    new String(in.readAllBytes(), UTF_8)
                            .replaceAll(tls, "")
                            .replace("@LISTEN@", desk.host() + ":" + desk.port())
                            .replace("@ADDRESS@", desk.host().replaceAll("[\\[\\]]", ""))
                            .replace("@CONTROL@", Integer.toString(controlPort))
                            .replace("@DIR@", directory.toString()));
        }
        Files.writeString(
                directory.resolve("accounts"),
                "<sip:%1$s@%2$s;transport=%3$s>;regint=%4$d;auth_user=%1$s;auth_pass=%5$s;answermode=auto;outbound=\"sip:%2$s;transport=%3$s\"\n"
                        .formatted(
                                desk.user(),
                                desk.box(),
                                desk.transport(),
                                desk.password().isEmpty() ? 0 : 60,
                                desk.password()));
        Files.writeString(directory.resolve("contacts"), "");
        Files.write(directory.resolve("tone.wav"), desk.tone().wav());
    }

    Tone tone() {
        return desk.tone();
    }

    /** Calls a user and waits for the answer; gives the Call-ID. */
    String call(String user) {
        control.command("dial", "sip:" + user + "@" + desk.box());
        return awaitCall();
    }

    /** Waits until a call is up; gives its Call-ID. */
    String awaitCall() {
        return control.await("CALL_ESTABLISHED").path("id").asString();
    }

    void hangUp() {
        control.command("hangup", "");
        awaitHangup();
    }

    void awaitHangup() {
        control.await("CALL_CLOSED");
    }

    /** Waits for the next description of the other end, in an offer or an answer. */
    void awaitDescription() {
        control.await("CALL_REMOTE_SDP");
    }

    /** Presses a key of the keypad. */
    void press(char key) {
        control.command("sndcode", String.valueOf(key));
    }

    /** Waits until the next key pressed at the other end is released; gives it. */
    String awaitKey() {
        String key = control.await("CALL_DTMF_START").path("param").asString();
        control.await("CALL_DTMF_END");
        return key;
    }

    void hold() {
        control.command("hold", "");
    }

    void resume() {
        control.command("resume", "");
    }

    /** Makes another of its calls the current one; the first is 1. */
    void line(int number) {
        control.command("line", Integer.toString(number));
    }

    /** Sends the other party of the current call elsewhere. */
    void transfer(String user) {
        control.command("transfer", "sip:" + user + "@" + desk.box());
    }

    /** Joins the other party of the current call with that of a call which it made. */
    void transfer(String user, String callId) {
        String replaces =
                callId
                        + "%3Bto-tag%3D"
                        + tag("To", callId)
                        + "%3Bfrom-tag%3D"
                        + tag("From", callId);
        control.command(
                "transfer", "<sip:" + user + "@" + desk.box() + "?Replaces=" + replaces + ">");
    }

    private String tag(String header, String callId) {
        Matcher matcher =
                Pattern.compile(
                                "SIP/2\\.0 200 (?:(?!\r\n\r\n).)*?\r\n"
                                        + header
                                        + ": [^\r]*;tag=([^\r;]+)(?:(?!\r\n\r\n).)*?\r\nCall-ID: "
                                        + Pattern.quote(callId),
                                Pattern.DOTALL)
                        .matcher(program.output());
        if (!matcher.find()) {
            throw new AssertionError("no " + header + " for " + callId);
        }
        return matcher.group(1);
    }

    /** Waits until what it hears from now on is a tone. */
    void awaitHears(Tone tone) {
        await(tone.hertz() + " Hz", recording -> tone.dominates(recording));
    }

    /**
     * Waits for something in the SIP messages that it sent and got, after what was found before.
     */
    void awaitTrace(String text) {
        int from = traced;
        program.await(output -> output.indexOf(text, from) >= 0);
        traced = program.output().indexOf(text, from) + text.length();
    }

    /** What it has printed: every SIP message among it. */
    String output() {
        return program.output();
    }

    private interface Judge {
        boolean accepts(byte[] samples);
    }

    private void await(String what, Judge judge) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        long from = recorded();
        while (true) {
            program.pause();
            long size = recorded();
            if (size < from) {
                from = 0; // another call's
            }
            if (size >= from + HEARD_BYTES) {
                if (judge.accepts(newest(size))) {
                    return;
                }
                from = size;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        desk.user() + " does not hear " + what + ": " + size + " " + output());
            }
        }
    }

    private long recorded() {
        try {
            Optional<Path> file = recording();
            return file.isEmpty() ? 0 : Files.size(file.get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] newest(long size) {
        try (RandomAccessFile file =
                new RandomAccessFile(recording().orElseThrow().toFile(), "r")) {
            long start = Math.max(Tone.HEADER_BYTES, size - HEARD_BYTES) & ~1;
            file.seek(start);
            byte[] samples = new byte[(int) (size - start) & ~1];
            file.readFully(samples);
            return samples;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The recording of the newest call; its name has the time. */
    private Optional<Path> recording() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith("-dec.wav")).max(Path::compareTo);
        }
    }

    @Override
    public void close() {
        control.close();
        program.close();
    }
}
