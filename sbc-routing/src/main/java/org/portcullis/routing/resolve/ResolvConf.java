package org.portcullis.routing.resolve;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The name servers of the machine, as resolv.conf(5) names them. */
final class ResolvConf {
    private static final Logger log = LoggerFactory.getLogger(ResolvConf.class);
    private static final Path FILE = Path.of("/etc/resolv.conf");
    private static final int PORT = 53;
    private static final int MOST = 3;

    private ResolvConf() {}

    /** At least one: where none is named, the machine itself. */
    static List<InetSocketAddress> servers() {
        try {
            return servers(Files.readAllLines(FILE));
        } catch (IOException e) {
            log.warn("cannot read the list of name servers file={} why={}", FILE, e.toString());
            return servers(List.of());
        }
    }

    static List<InetSocketAddress> servers(List<String> lines) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.strip().split("[ \t]+", 3);
            if (words.length >= 2 && words[0].equals("nameserver") && servers.size() < MOST) {
                InetAddress address = NetUtil.createInetAddressFromIpAddressString(words[1]);
                if (address != null) {
                    servers.add(new InetSocketAddress(address, PORT));
                }
            }
        }
        return servers.isEmpty()
                ? List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT))
                : servers;
    }
}
