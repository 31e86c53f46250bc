package org.portcullis.appliance.peers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One party's part in a flow, made a scenario for SIPp. What it may say stands at the top of {@code
 * src/test/resources/sipp/flows.txt}.
 */
final class FlowScript {
    private final boolean calls;
    private final String fromHost;
    private final StringBuilder xml = new StringBuilder();
    private final List<String> variables = new ArrayList<>();
    // By method: the variables of the last request of that method that came.
    private final Map<String, Integer> arrived = new HashMap<>();
    private int steps;
    private int sent;
    private int cseq;
    private int inviteCseq;
    private String inviteBranch = "";
    private String inviteUri = "";
    private boolean refused;
    private boolean answered;
    private boolean established;
    private int versions;

    /** A line of a script, taken apart. */
    private record Step(boolean sends, int status, String method, List<String> options) {
        static Step parse(String line) {
            List<String> parts = List.of(line.substring(1).strip().split(" \\| "));
            String[] words = parts.getFirst().split(" ");
            boolean response = words.length == 2;
            return new Step(
                    line.startsWith(">"),
                    response ? Integer.parseInt(words[0]) : 0,
                    words[words.length - 1],
                    parts.subList(1, parts.size()));
        }

        String option(String prefix, String otherwise) {
            return options.stream()
                    .filter(option -> option.startsWith(prefix))
                    .map(option -> option.substring(prefix.length()).strip())
                    .findFirst()
                    .orElse(otherwise);
        }
    }

    private FlowScript(boolean calls, String fromHost) {
        this.calls = calls;
        this.fromHost = fromHost;
    }

    /**
     * @param fromHost the host in From, by which the box knows the trunk
     * @param lines each with its direction at its beginning
     */
    static String toXml(String name, String fromHost, List<String> lines) {
        FlowScript script = new FlowScript(lines.getFirst().startsWith(">"), fromHost);
        for (int i = 0; i < lines.size(); i++) {
            Step step = Step.parse(lines.get(i));
            boolean waitsNext = i + 1 < lines.size() && lines.get(i + 1).startsWith("<");
            if (!step.sends) {
                script.receive(step);
            } else if (step.status > 0) {
                script.respond(step, waitsNext);
            } else {
                script.request(step, waitsNext);
            }
        }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<scenario name=\""
                + name
                + "\">\n"
                + script.xml
                + "<Reference variables=\""
                + String.join(",", script.variables)
                + "\"/>\n</scenario>\n";
    }

    private void receive(Step step) {
        steps++;
        if (step.status > 0) {
            boolean invite = step.method.equals("INVITE");
            xml.append("<recv response=\"").append(step.status);
            xml.append(invite && step.status < 300 ? "\" rrs=\"true" : "");
            xml.append("\">\n<action>\n");
            if (invite) {
                header("To", "to");
                refused = step.status >= 300;
                answered = true;
                established |= step.status >= 200 && step.status < 300;
            }
            if (step.status > 100 && step.status < 200) {
                header("RSeq", "rseq");
            }
        } else {
            boolean first =
                    step.method.equals("INVITE") && !calls && !arrived.containsKey("INVITE");
            xml.append("<recv request=\"")
                    .append(step.method)
                    .append(first ? "\" rrs=\"true\">\n<action>\n" : "\">\n<action>\n");
            arrived.put(step.method, steps);
            for (String name : List.of("Via", "From", "To", "CSeq")) {
                header(name, name + steps);
            }
            if (first) {
                header("From", "remote");
                header("To", "local");
            }
            if (!calls) {
                xml.append("<log message=\"")
                        .append(step.method)
                        .append(" [call_id] [$remote]\"/>\n");
            }
        }
        expectations(step);
        xml.append("</action>\n</recv>\n");
    }

    private void expectations(Step step) {
        int number = 0;
        for (String option : step.options) {
            boolean wanted = option.startsWith("?");
            if (wanted || option.startsWith("!")) {
                String variable = "check" + steps + "x" + number++;
                variable(variable);
                xml.append("<ereg regexp=\"")
                        .append(option.substring(1).replace("&", "&amp;").replace("<", "&lt;"))
                        .append("\" search_in=\"msg\" check_it")
                        .append(wanted ? "" : "_inverse")
                        .append("=\"true\" assign_to=\"")
                        .append(variable)
                        .append("\"/>\n");
            }
        }
    }

    private void header(String name, String variable) {
        variable(variable);
        xml.append("<ereg regexp=\".*\" search_in=\"hdr\" header=\"")
                .append(name)
                .append(":\" assign_to=\"")
                .append(variable)
                .append("\"/>\n");
    }

    private void variable(String name) {
        if (!variables.contains(name)) {
            variables.add(name);
        }
    }

    private void respond(Step step, boolean waitsNext) {
        int request = Objects.requireNonNull(arrived.get(step.method), step.method);
        boolean makesDialog = !calls && request == 1;
        boolean repeats = step.method.equals("INVITE") && step.status >= 200 && waitsNext;
        begin(repeats);
        xml.append("SIP/2.0 ").append(step.status).append(" Flow\n");
        for (String name : List.of("Via", "From", "To", "CSeq")) {
            xml.append(name).append(":[$").append(name).append(request).append(']');
            xml.append(name.equals("To") && makesDialog ? localTag(step) : "").append('\n');
        }
        end(step, step.method.equals("INVITE") && step.status < 300);
    }

    private void request(Step step, boolean waitsNext) {
        boolean ack = step.method.equals("ACK");
        boolean cancel = step.method.equals("CANCEL");
        boolean sameBranch = cancel || (ack && refused);
        String branch = sameBranch ? inviteBranch : "z9hG4bK[pid]-[call_number]-" + sent;
        if (!ack && !cancel) {
            cseq++;
        }
        boolean invites = step.method.equals("INVITE");
        answered &= established || !invites;
        boolean starts = calls && (!answered || cancel);
        String uri = starts ? "sip:4912345@[remote_ip]:[remote_port]" : "[next_url]";
        if (invites) {
            inviteBranch = branch;
            inviteUri = uri;
            inviteCseq = cseq;
        }
        begin(!ack && waitsNext);
        xml.append(step.method)
                .append(' ')
                .append(sameBranch ? inviteUri : uri)
                .append(" SIP/2.0\nVia: SIP/2.0/[transport] [local_ip]:[local_port];branch=")
                .append(branch)
                .append('\n');
        parties(starts);
        xml.append("CSeq: ").append(ack || cancel ? inviteCseq : cseq).append(' ');
        xml.append(step.method).append("\nMax-Forwards: 70\n");
        if (step.method.equals("PRACK")) {
            xml.append("RAck: [$rseq] ").append(inviteCseq).append(" INVITE\n");
        }
        end(step, !ack && !cancel);
        if (invites) {
            steps++;
            xml.append("<recv response=\"100\" optional=\"true\"/>\n");
        }
    }

    private void parties(boolean starts) {
        if (calls) {
            xml.append("From: <sip:+4930@")
                    .append(fromHost)
                    .append(">;tag=c[pid]-[call_number]\nTo:")
                    .append(starts ? " <sip:4912345@[remote_ip]:[remote_port]>" : "[$to]")
                    .append('\n');
        } else {
            xml.append("From:[$local];tag=p[call_number]\nTo:[$remote]\n");
        }
    }

    private static String localTag(Step step) {
        return ";tag=p[call_number]" + step.option("tag ", "");
    }

    private void begin(boolean repeats) {
        steps++;
        sent++;
        xml.append(repeats ? "<send retrans=\"500\">\n" : "<send>\n").append("<![CDATA[\n");
    }

    private void end(Step step, boolean contact) {
        xml.append("Call-ID: [call_id]\n");
        if (contact && step.option("+Contact", "").isEmpty()) {
            xml.append("Contact: <sip:flow@[local_ip]:[local_port];transport=[transport]>\n");
        }
        for (String option : step.options) {
            if (option.startsWith("+")) {
                xml.append(option.substring(1)).append('\n');
            }
        }
        String sdp = step.option("sdp ", "");
        String body = step.option("body ", "");
        if (!sdp.isEmpty()) {
            String[] words = sdp.split(" ");
            String address = words.length > 1 ? words[1] : "[media_ip]";
            xml.append("Content-Type: application/sdp\nContent-Length: [len]\n");
            xml.append(sdp(++versions, address, words[0]));
        } else if (!body.isEmpty()) {
            String[] words = body.split(" ");
            xml.append("Content-Type: ").append(words[0]).append("\nContent-Length: [len]\n\n");
            xml.append(words[1]).append('\n');
        } else {
            xml.append("Content-Length: 0\n\n");
        }
        xml.append("]]>\n</send>\n");
    }

    private static String sdp(int version, String address, String direction) {
        return """

        v=0
        o=flow 1 %d IN IP4 [local_ip]
        s=-
        c=IN IP4 %s
        t=0 0
        m=audio [media_port] RTP/AVP 0 101
        a=rtpmap:0 PCMU/8000
        a=rtpmap:101 telephone-event/8000
        a=%s
        """
                .formatted(version, address, direction);
    }
}
