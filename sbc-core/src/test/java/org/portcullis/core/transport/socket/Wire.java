package org.portcullis.core.transport.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Messages as bytes. */
final class Wire {
    private Wire() {}

    static String options(int cseq, String more) {
        return request("OPTIONS sip:box.example SIP/2.0", cseq, more);
    }

    /**
     * @param more header lines, each with a plain line end
     */
    static String request(String startLine, int cseq, String more) {
        return (startLine
                        + "\nVia: SIP/2.0/UDP client.example;branch=z9hG4bK"
                        + cseq
                        + ";rport\nMax-Forwards: 70\nFrom: <sip:a@client.example>;tag=1\nTo: <sip:box.example>"
                        + "\nCall-ID: call\nCSeq: "
                        + cseq
                        + " "
                        + startLine.substring(0, startLine.indexOf(' '))
                        + "\nContent-Length: 0\n"
                        + more
                        + "\n")
                .replace("\n", "\r\n");
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
