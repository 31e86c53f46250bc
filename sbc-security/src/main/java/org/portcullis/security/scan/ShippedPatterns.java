package org.portcullis.security.scan;

import java.util.ArrayList;
import java.util.List;

/**
 * The patterns that every box has: names under which the known scanners and brute-forcers present
 * themselves, and pieces of SQL, shell and script where a user's name belongs. None of them is the
 * name of a phone or a library that honest phones are built of.
 */
public final class ShippedPatterns {
    private static final List<String> USER_AGENTS =
            List.of(
                    "friendly-",
                    "scanner",
                    "sipvicious",
                    "sipcli",
                    "sip-scan",
                    "sipscan",
                    "sip scan",
                    "sippts",
                    "siparmyknife",
                    "sundayddr",
                    "vaxsipuseragent",
                    "vaxipuseragent",
                    "pplsip",
                    "iwar/",
                    "smap ",
                    "svmap",
                    "svwar",
                    "svcrack",
                    "mr.sip",
                    "masscan",
                    "zgrab",
                    "nmap");

    /** The default identities of svmap, svwar and of nmap's SIP probe. */
    private static final List<String> FROMS =
            List.of("sipvicious", "sip:100@1.1.1.1", "friendly-scanner", "sip:nm@nm", "sipcli");

    private static final List<String> USERS =
            List.of(
                    "'",
                    "%27",
                    "%60",
                    "%3cscript",
                    "%24%7bjndi",
                    "${",
                    "$(",
                    "union select",
                    "union%20select",
                    "union+select",
                    "union/**/select",
                    "or%201=1",
                    "or+1=1",
                    "information_schema",
                    "waitfor+delay",
                    "waitfor%20delay",
                    "sleep(",
                    "benchmark(",
                    "drop+table",
                    "drop%20table",
                    "%3b--",
                    ";--",
                    "../",
                    "..%2f");

    private ShippedPatterns() {}

    public static List<ScanPattern> all() {
        List<ScanPattern> all = new ArrayList<>();
        USER_AGENTS.forEach(text -> all.add(ScanPattern.in(ScanField.USER_AGENT, text)));
        FROMS.forEach(text -> all.add(ScanPattern.in(ScanField.FROM, text)));
        FROMS.forEach(text -> all.add(ScanPattern.in(ScanField.CONTACT, text)));
        all.add(ScanPattern.in(ScanField.TO, "sipvicious"));
        all.add(ScanPattern.in(ScanField.TO, "sip:nm2@nm2"));
        USERS.forEach(text -> all.add(ScanPattern.in(ScanField.URI_USER, text)));
        return all;
    }
}
