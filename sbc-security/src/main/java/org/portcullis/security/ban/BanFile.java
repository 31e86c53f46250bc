package org.portcullis.security.ban;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.portcullis.security.state.StateFile;

/**
 * The file that bans outlive a restart in: a line each, {@code address user reason times
 * total-millis end-as-epoch-millis}, the user in percent encoding or {@code ~} for everybody.
 * Replaced whole by renaming, so that it is the old one or the new one whenever the power goes.
 * Blocks; one thread at a time.
 */
final class BanFile {
    private static final String HEADER = "# portcullis bans 1";
    private static final String EVERYBODY = "~";
    private static final int FIELDS = 6;
    private static final int MAX_PROBLEMS = 100;

    private final StateFile file;

    BanFile(Path path) {
        this.file = new StateFile(path);
    }

    /**
     * What a file holds.
     *
     * @param bans of the good lines, with what is left of them at the time of reading
     * @param problems one for each bad line, the first {@value #MAX_PROBLEMS} of them
     */
    record Content(List<Ban> bans, List<String> problems) {}

    /**
     * Reads the file; one that is not there is empty.
     *
     * @throws IOException where it is there and cannot be read
     */
    Content read(Instant now) throws IOException {
        List<Ban> bans = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        List<String> lines = file.lines();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Optional<Ban> ban = parse(line, now);
            ban.ifPresent(bans::add);
            if (ban.isEmpty() && problems.size() < MAX_PROBLEMS) {
                problems.add(
                        file.path()
                                + ":"
                                + (i + 1)
                                + ": "
                                + line
                                + " (expected: a ban; it is left out)");
            }
        }
        return new Content(bans, problems);
    }

    /**
     * Makes sure that the file can be replaced, and makes its directory where there is none.
     *
     * @throws IOException naming the place, the file and what was expected
     */
    void requireWritable() throws IOException {
        file.requireWritable("bans.file");
    }

    /**
     * Replaces the file.
     *
     * @throws IOException naming the file; the old one stays
     */
    void write(List<Ban> bans, Instant now) throws IOException {
        StringBuilder text = new StringBuilder(64 * bans.size() + HEADER.length() + 1);
        text.append(HEADER).append('\n');
        for (Ban ban : bans) {
            append(text, ban, now);
        }
        file.replace(text.toString());
    }

    private static void append(StringBuilder text, Ban ban, Instant now) {
        text.append(ban.address().getHostAddress()).append(' ');
        text.append(ban.user().map(user -> URLEncoder.encode(user, UTF_8)).orElse(EVERYBODY));
        text.append(' ').append(ban.reason().label());
        text.append(' ').append(ban.times());
        text.append(' ').append(ban.total().toMillis());
        text.append(' ').append(now.plus(ban.left()).toEpochMilli()).append('\n');
    }

    private static Optional<Ban> parse(String line, Instant now) {
        String[] fields = line.split(" ", -1);
        if (fields.length != FIELDS) {
            return Optional.empty();
        }
        try {
            InetAddress address = NetUtil.createInetAddressFromIpAddressString(fields[0]);
            Optional<BanReason> reason = BanReason.of(fields[2]);
            if (address == null || reason.isEmpty() || fields[1].isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(
                    new Ban(
                            address,
                            user(fields[1]),
                            reason.get(),
                            Integer.parseInt(fields[3]),
                            Duration.ofMillis(Long.parseLong(fields[4])),
                            Duration.between(
                                    now, Instant.ofEpochMilli(Long.parseLong(fields[5])))));
        } catch (IllegalArgumentException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> user(String field) {
        return field.equals(EVERYBODY)
                ? Optional.empty()
                : Optional.of(URLDecoder.decode(field, UTF_8));
    }
}
