package org.portcullis.appliance.cli;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.portcullis.appliance.admin.Token;
import org.portcullis.appliance.admin.TokenFile;
import org.portcullis.appliance.config.AdminPart;

/**
 * Where the box's admin server is and what it asks for. The token comes from a file or the
 * environment, never from an argument, which everybody on the host can see.
 */
sealed interface AdminAccess {
    String TOKEN_VARIABLE = "PORTCULLIS_TOKEN";

    /** Read where no file is named and this one can be. */
    Path INSTALLED = Path.of("/etc/portcullis/portcullis.yaml");

    /** Where systemd keeps the state of the unit; only root may look into it. */
    Path STATE_OF_SERVICE = Path.of("/var/lib/portcullis");

    /**
     * @param server address and port
     * @param tokenFrom where the token was found, in words
     */
    record Known(String server, Token token, String tokenFrom) implements AdminAccess {}

    record Wrong(List<String> problems) implements AdminAccess {
        public Wrong {
            problems = List.copyOf(problems);
        }
    }

    /**
     * @param file the configuration; empty for the installed one, or none
     * @param server overrides it; empty for what the configuration says
     * @param tokenFile overrides it; empty for what the configuration says
     */
    static AdminAccess find(
            Path file,
            String server,
            Path tokenFile,
            Function<String, @Nullable String> environment) {
        boolean named = !file.toString().isEmpty();
        Optional<Path> read =
                named ? Optional.of(file) : Optional.of(INSTALLED).filter(Files::isReadable);
        return switch (AdminPart.read(read, environment)) {
            case AdminPart.Refused(List<String> problems) -> new Wrong(problems);
            case AdminPart.Accepted part ->
                    token(part, tokenFile, environment)
                            .at(server.isEmpty() ? address(part.admin().listen()) : server);
        };
    }

    private static Found token(
            AdminPart.Accepted part,
            Path tokenFile,
            Function<String, @Nullable String> environment) {
        if (!tokenFile.toString().isEmpty()) {
            return read(List.of(tokenFile));
        }
        String variable = environment.apply(TOKEN_VARIABLE);
        if (variable != null && !variable.isEmpty()) {
            try {
                return new Found(Optional.of(new Token(variable)), TOKEN_VARIABLE);
            } catch (IllegalArgumentException e) {
                return new Found(Optional.empty(), TOKEN_VARIABLE + ": " + e.getMessage());
            }
        }
        Optional<Token> written = part.admin().token();
        if (written.isPresent()) {
            return new Found(written, "admin.token-file");
        }
        return read(
                List.of(
                        part.stateDirectory().resolve(TokenFile.NAME),
                        STATE_OF_SERVICE.resolve(TokenFile.NAME)));
    }

    private static Found read(List<Path> files) {
        List<String> tried = new ArrayList<>();
        for (Path file : files) {
            try {
                return new Found(Optional.of(TokenFile.read(file)), file.toString());
            } catch (NoSuchFileException e) {
                tried.add(file + ": no such file");
            } catch (AccessDeniedException e) {
                tried.add(file + ": not for this user");
            } catch (IOException e) {
                return new Found(Optional.empty(), String.valueOf(e.getMessage()));
            }
        }
        return new Found(
                Optional.empty(),
                "no admin token: "
                        + String.join(", ", tried)
                        + " (expected: the box's file with --token-file, or -c with its"
                        + " configuration, or "
                        + TOKEN_VARIABLE
                        + " in the environment)");
    }

    /**
     * A wildcard is reached by loopback.
     *
     * @return address and port
     */
    private static String address(InetSocketAddress listen) {
        InetAddress its =
                listen.getAddress().isAnyLocalAddress()
                        ? InetAddress.getLoopbackAddress()
                        : listen.getAddress();
        return NetUtil.toSocketAddressString(new InetSocketAddress(its, listen.getPort()));
    }

    /**
     * @param where it was found, or why it was not
     */
    record Found(Optional<Token> token, String where) {
        AdminAccess at(String server) {
            return token.<AdminAccess>map(its -> new Known(server, its, where))
                    .orElseGet(() -> new Wrong(List.of("sbc: " + where)));
        }
    }
}
