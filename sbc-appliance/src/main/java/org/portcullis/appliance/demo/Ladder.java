package org.portcullis.appliance.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/**
 * The messages of one call as the two ends saw them, drawn as a ladder. Any thread may add to it.
 */
final class Ladder {
    private static final int SPAN = 30;

    /** The two ends of a call through the box. */
    enum End {
        CALLER,
        PBX
    }

    private record Step(long nanos, End end, boolean towardsBox, String label) {}

    private final List<Step> steps = new ArrayList<>();

    synchronized void sent(End end, SipMessage message) {
        steps.add(new Step(System.nanoTime(), end, true, label(message)));
    }

    synchronized void received(End end, SipMessage message) {
        steps.add(new Step(System.nanoTime(), end, false, label(message)));
    }

    /**
     * Lines of text: times in milliseconds from the first message, caller left, box in the middle,
     * PBX right.
     */
    synchronized List<String> draw(String caller, String outside, String inside, String pbx) {
        List<Step> inOrder = new ArrayList<>(steps);
        inOrder.sort(Comparator.comparingLong(Step::nanos));
        String gap = " ".repeat(SPAN);
        List<String> lines = new ArrayList<>();
        lines.add("     ms  " + pad("caller", SPAN + 1) + pad("portcullis", SPAN + 1) + "pbx");
        lines.add(
                "         "
                        + pad(caller, SPAN + 1)
                        + pad(outside + " | " + inside, SPAN + 1)
                        + pbx);
        for (Step step : inOrder) {
            double millis = (step.nanos - inOrder.getFirst().nanos) / 1e6;
            boolean right = step.towardsBox == (step.end == End.CALLER);
            String arrow = arrow(step.label, right);
            lines.add(
                    String.format(Locale.ROOT, "%7.1f  ", millis)
                            + (step.end == End.CALLER
                                    ? "|" + arrow + "|" + gap + "|"
                                    : "|" + gap + "|" + arrow + "|"));
        }
        return lines;
    }

    private static String arrow(String label, boolean right) {
        int dashes = Math.max(2, SPAN - label.length() - 3);
        String line = "-".repeat(dashes);
        return right ? " " + label + " " + line + ">" : "<" + line + " " + label + " ";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private static String label(SipMessage message) {
        String sdp = message.hasBody() ? " (SDP)" : "";
        return switch (message) {
            case SipRequest request -> request.method().name() + sdp;
            case SipResponse response -> response.status() + " " + response.reason() + sdp;
        };
    }
}
