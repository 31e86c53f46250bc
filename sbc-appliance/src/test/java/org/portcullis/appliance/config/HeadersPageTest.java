package org.portcullis.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples in {@code docs/headers.md}. */
class HeadersPageTest {
    private static final Path PAGE = Path.of("..", "docs", "headers.md");
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final String REALMS =
            """
            realms:
              outside: { listen: [udp:192.0.2.1:5060] }
              inside: { listen: [udp:10.0.0.1:5060], media: { ports: 20000-20999 }, trust: trusted }
            address-groups: { carriers: [192.0.2.0/24] }
            """;

    @Test
    void shouldHoldExamplesThatAreAccepted() throws Exception {
        List<String> examples = new ArrayList<>();
        Matcher matcher = EXAMPLE.matcher(Files.readString(PAGE));
        while (matcher.find()) {
            examples.add(REALMS + matcher.group(1).replace("${ALARM_TOKEN}", "token"));
        }
        assertEquals(5, examples.size());
        for (String example : examples) {
            ConfigurationFile.Outcome outcome = ConfigurationFile.read("example", example);
            assertInstanceOf(
                    ConfigurationFile.Accepted.class, outcome, () -> outcome + "\n" + example);
        }
    }
}
