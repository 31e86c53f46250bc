package org.portcullis.media.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.media.Side;

/**
 * Random lives of sessions against a model that only knows, for every m= line, which addresses are
 * agreed upon, and which lines hold ports.
 */
class RelayModelTest {
    private static final int MAX_LINES = 4;
    private static final int STEPS = 60;
    private static final int PORTS_OF_A_STREAM = 4;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldDoAsTheModelDoes(int seed) {
        Random random = new Random(seed);
        for (int life = 0; life < 50; life++) {
            Life its = new Life(random);
            for (int step = 0; step < STEPS; step++) {
                its.step();
                its.check("seed " + seed + " life " + life + " step " + step);
            }
            its.call.session.delete();
            assertEquals(0, its.call.sockets.count());
            assertEquals(0, its.call.figure("portcullis_media_ports_in_use"));
        }
    }

    /** What a description says of one m= line. */
    private enum Line {
        OPEN,
        CLOSED,
        FOREIGN;

        String text(int port) {
            return switch (this) {
                case OPEN -> "m=audio " + port + " RTP/AVP 0";
                case CLOSED -> "m=audio 0 RTP/AVP 0";
                case FOREIGN -> "m=audio " + port + " RTP/SAVP 0";
            };
        }
    }

    /** The ports that the two peers have agreed upon for one m= line; their hosts never change. */
    private record Agreed(int caller, int callee) {
        int port(Side side) {
            return side == Side.CALLER ? caller : callee;
        }
    }

    private static final class Life {
        private static final List<Line> KINDS =
                List.of(Line.OPEN, Line.OPEN, Line.CLOSED, Line.FOREIGN);

        private final Call call = new Call();
        private final Random random;
        private int nextPort = 10_000;

        // The model.
        private Map<Integer, Agreed> agreed = new HashMap<>();
        private Map<Integer, Agreed> before = new HashMap<>();
        private final Map<Integer, Boolean> holding = new HashMap<>();
        private int agreedLines;
        private List<Line> offered = List.of();
        private int offeredPort;
        private Side offerer = Side.CALLER;
        private boolean open;
        private boolean answered;

        // What the legs were last told.
        private final Map<Side, Call.Told> told = new EnumMap<>(Side.class);

        Life(Random random) {
            this.random = random;
        }

        void step() {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> offer();
                case 3, 4, 5 -> answer();
                case 6 -> commit();
                default -> withdraw();
            }
        }

        private void offer() {
            if (open && answered) {
                commit();
            } else {
                withdraw();
            }
            List<Line> lines = lines(Math.max(agreedLines, 1) + random.nextInt(2));
            Side from = random.nextBoolean() ? Side.CALLER : Side.CALLEE;
            int port = nextPort += 100;
            if (lines.size() > MAX_LINES) {
                return;
            }
            if (unusable(lines)) {
                call.offerRefused(from, sdp(from, lines, port));
                return;
            }
            told.put(from.other(), call.offer(from, sdp(from, lines, port)));
            before = new HashMap<>(agreed);
            offered = lines;
            offeredPort = port;
            offerer = from;
            open = true;
            answered = false;
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i) == Line.OPEN) {
                    holding.put(i, true);
                }
            }
        }

        private void answer() {
            Side from = offerer.other();
            List<Line> lines = lines(open ? offered.size() : 1);
            int port = nextPort += 100;
            if (!open || unusable(lines)) {
                call.answerRefused(from, sdp(from, lines, port));
                return;
            }
            told.put(offerer, call.answer(from, sdp(from, lines, port)));
            answered = true;
            agreed = new HashMap<>();
            for (int i = 0; i < lines.size(); i++) {
                if (offered.get(i) == Line.OPEN && lines.get(i) == Line.OPEN) {
                    int its = port + 2 * i;
                    int others = offeredPort + 2 * i;
                    agreed.put(
                            i,
                            from == Side.CALLEE
                                    ? new Agreed(others, its)
                                    : new Agreed(its, others));
                }
            }
        }

        private void commit() {
            call.session.commit();
            if (open && answered) {
                agreedLines = offered.size();
                open = false;
                trim();
            }
        }

        private void withdraw() {
            call.session.withdraw();
            if (open) {
                open = false;
                agreed = answered ? before : agreed;
                if (agreedLines > 0) {
                    trim();
                }
            }
        }

        private void trim() {
            holding.keySet().retainAll(agreed.keySet());
        }

        private static boolean unusable(List<Line> lines) {
            return lines.contains(Line.FOREIGN) && !lines.contains(Line.OPEN);
        }

        private List<Line> lines(int count) {
            List<Line> lines = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                lines.add(KINDS.get(random.nextInt(KINDS.size())));
            }
            return lines;
        }

        private static String sdp(Side from, List<Line> lines, int port) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                texts.add(lines.get(i).text(port + 2 * i));
            }
            return Call.sdp(host(from), texts.toArray(String[]::new));
        }

        private static String host(Side side) {
            return side == Side.CALLER ? "192.0.2.1" : "10.0.0.1";
        }

        void check(String where) {
            assertEquals(PORTS_OF_A_STREAM * holding.size(), call.sockets.count(), where);
            if (told.size() < 2) {
                return;
            }
            for (int i = 0; i < MAX_LINES; i++) {
                for (Side from : Side.values()) {
                    check(where + " line " + i + " from " + from, i, from);
                }
            }
        }

        /**
         * Speech of a side arrives at the port of ours that it was told, and leaves from the one
         * the other side was told.
         */
        private void check(String where, int line, Side from) {
            int in = port(line, from);
            int out = port(line, from.other());
            Agreed its = agreed.get(line);
            if (in == 0 || out == 0) {
                return; // told that it is closed, in an exchange that is not over
            }
            if (its == null) {
                assertEquals("", call.speech(host(from) + ":4000", in), where);
                return;
            }
            assertEquals(
                    out + " > " + host(from.other()) + ":" + its.port(from.other()),
                    call.speech(host(from) + ":" + its.port(from), in),
                    where);
            assertEquals("", call.speech("192.0.2.66:" + its.port(from), in), where);
        }

        private int port(int line, Side of) {
            Call.Told its = told.get(of);
            return its == null || line >= its.mediaLines().size() ? 0 : its.port(line);
        }
    }
}
