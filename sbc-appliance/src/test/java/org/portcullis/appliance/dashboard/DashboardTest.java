package org.portcullis.appliance.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.appliance.admin.AdminServer;
import org.portcullis.appliance.admin.FakeCalls;
import org.portcullis.appliance.admin.LiveCalls;
import org.portcullis.appliance.admin.TestAdmin;
import org.portcullis.core.call.CallView;
import org.portcullis.core.testing.NeedsCommand;

/** The page in a real browser, which fetches the calls by itself. */
@NeedsCommand("chromium")
class DashboardTest {
    @TempDir Path profile;

    @Test
    void shouldShowBothLegsAndTheTroubleOfACall() throws Exception {
        String page =
                rendered(
                        FakeCalls.answered("a", "\"Ann\" <sip:100@192.0.2.1>;tag=x"),
                        FakeCalls.ringing("b"));
        List<String> expected =
                List.of(
                        "id=\"total\">7,002<",
                        "id=\"answered\">1+<",
                        "id=\"setup\">1+<",
                        "id=\"trouble\">1<",
                        "id=\"node\">edge-1<",
                        "class=\"pill good\">ready<",
                        "the newest 2 of 7,002",
                        "<span>100</span><span class=\"host\">@192.0.2.1</span>",
                        "<span>200</span><span class=\"host\">@10.0.0.2</span>",
                        "udp:192.0.2.1:5060",
                        "inside-a",
                        "100 packets",
                        "2.91 % lost, 1.5 ms jitter",
                        "192.0.2.1:4000, 1 dropped",
                        "class=\"warn\">no packets<",
                        "not answered yet");
        for (String part : expected) {
            assertTrue(page.contains(part), part + "\n" + page);
        }
    }

    @Test
    void shouldShowWhatAPeerSendsAsTextOnly() throws Exception {
        String page =
                rendered(FakeCalls.answered("<b>a</b>", "<sip:<img src=x onerror=alert(1)>@x>"));
        assertTrue(page.contains("&lt;img src=x onerror=alert(1)"), page);
        assertEquals(false, page.contains("<img src=x"), page);
    }

    @Test
    void shouldShowNothingButTheLoginToWhoHasNoToken() throws Exception {
        String page = rendered("", FakeCalls.answered("a", "<sip:100@192.0.2.1>"));
        assertTrue(page.contains("<main id=\"live\" hidden=\"\">"), page);
        assertTrue(page.contains("<main id=\"login\">"), page);
        assertTrue(page.contains("class=\"pill\">locked<"), page);
        assertEquals(false, page.contains("192.0.2.1"), page);
    }

    @Test
    void shouldSayThatATokenIsWrong() throws Exception {
        String page = rendered("#token=not-the-one-of-this-box");
        assertTrue(page.contains("role=\"alert\">That is not the token of this box.<"), page);
        assertTrue(page.contains("<main id=\"login\">"), page);
    }

    private String rendered(CallView... calls) throws Exception {
        return rendered("#token=" + TestAdmin.TOKEN.value(), calls);
    }

    private String rendered(String hash, CallView... calls) throws Exception {
        LiveCalls.Newest newest = new LiveCalls.Newest(7_000 + calls.length, List.of(calls));
        try (AdminServer server =
                TestAdmin.server(
                        TestAdmin.calls(most -> CompletableFuture.completedStage(newest)))) {
            int port = server.start().getPort();
            return dom("http://127.0.0.1:" + port + "/" + hash);
        }
    }

    private String dom(String url) throws Exception {
        Process chromium =
                new ProcessBuilder(
                                "chromium",
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--no-first-run",
                                "--user-data-dir=" + profile,
                                "--virtual-time-budget=5000",
                                "--dump-dom",
                                url)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            return new String(chromium.getInputStream().readAllBytes(), UTF_8);
        } finally {
            chromium.destroyForcibly();
        }
    }
}
