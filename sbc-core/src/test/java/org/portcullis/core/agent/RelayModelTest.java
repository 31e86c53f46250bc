package org.portcullis.core.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/**
 * Subscribers, notifiers and senders that do anything at any time: whatever the order, no exception
 * is caught and nothing is held in the end.
 */
class RelayModelTest {
    private static final int RUNS = 150;
    private static final int STEPS = 40;
    private static final int[] STATUSES = {
        100, 200, 200, 200, 202, 302, 401, 404, 423, 481, 489, 500, 503, 603
    };
    private static final String[] HEADERS = {
        "Event: presence\n",
        "Event: presence\nExpires: 0\n",
        "Event: presence;id=2\nExpires: 30\n",
        "Event: presence\nSubscription-State: active;expires=20\n",
        "Event: presence\nSubscription-State: pending\n",
        "Event: presence\nSubscription-State: terminated;reason=giveup\n",
        "Event: dialog\n",
        "Event: presence\nContent-Type: application/pidf+xml\n",
        "Subject: none\n"
    };
    private static final String[] METHODS = {
        "SUBSCRIBE", "NOTIFY", "MESSAGE", "PUBLISH", "OPTIONS"
    };

    private final List<SipRequest> asked = new ArrayList<>();
    private final List<Party> askedOf = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void shouldHoldNothingWhateverHappens(String transport) {
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            RelayBorder border = new RelayBorder(transport);
            List<Party> inside = List.of(border.pbx, border.second);
            border.plan =
                    switch (random.nextInt(3)) {
                        case 0 -> List.of(List.of(border.pbx));
                        case 1 -> List.of(List.of(border.pbx), List.of(border.second));
                        default -> List.of(inside);
                    };
            border.alice.outside("SUBSCRIBE", HEADERS[0], "");
            border.pbx.outside("OPTIONS", "", "");
            asked.clear();
            askedOf.clear();
            for (int step = 0; step < STEPS; step++) {
                step(border, random);
                collect(border);
            }
            try {
                border.assertNothingHeld();
            } catch (AssertionError e) {
                throw new AssertionError(transport + " seed " + seed, e);
            }
        }
    }

    private void step(RelayBorder border, Random random) {
        Party party = random.nextBoolean() ? border.alice : border.pbx;
        String method = METHODS[random.nextInt(METHODS.length)];
        String headers = HEADERS[random.nextInt(HEADERS.length)];
        String body = headers.contains("Content-Type") ? "<presence/>" : "";
        switch (random.nextInt(10)) {
            case 0, 1 ->
                    border.alice.outside(
                            random.nextBoolean() ? "SUBSCRIBE" : method, headers, body);
            case 2, 3, 4 -> party.inside(method, headers, body);
            case 5, 6, 7 -> answer(random);
            case 8 -> border.time.pass(random.nextInt(40_000));
            default -> {
                if (random.nextInt(4) == 0) {
                    border.alice.flow.fail();
                } else if (random.nextInt(20) == 0) {
                    border.relays.drain(border.time.nowNanos());
                }
            }
        }
    }

    /** Answers something that the box has asked, perhaps late, perhaps again. */
    private void answer(Random random) {
        if (asked.isEmpty()) {
            return;
        }
        int i = Math.max(0, asked.size() - 1 - random.nextInt(3));
        SipRequest request = asked.get(i);
        if (request.method().toString().equals("SUBSCRIBE") && random.nextBoolean()) {
            askedOf.get(i).join(request, "tag" + random.nextInt(3));
        }
        askedOf.get(i).answer(request, STATUSES[random.nextInt(STATUSES.length)], "Expires: 60\n");
    }

    private void collect(RelayBorder border) {
        for (Party party : List.of(border.alice, border.pbx, border.second)) {
            while (!party.flow.idle()) {
                SipMessage message = party.flow.take();
                switch (message) {
                    case SipRequest request -> {
                        asked.add(request);
                        askedOf.add(party);
                    }
                    case SipResponse response -> {
                        if (party == border.alice && response.status() / 100 == 2) {
                            party.joined(response);
                        }
                    }
                }
            }
        }
    }
}
