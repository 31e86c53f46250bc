package org.portcullis.core.registration;

import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import java.util.List;
import org.portcullis.core.transport.Flow;

/**
 * A registration over UDP as it is kept over a restart. One over a connection ends with that.
 *
 * @param id unique, as long as it stands
 * @param user whose it is
 * @param realm the side of the border that it came from
 * @param listen the listen point that its REGISTER came to
 * @param remote where from
 * @param callId of the REGISTER, with its sequence number and path
 * @param untilMillis when it ends, since 1970
 */
public record Location(
        AsciiString id,
        AsciiString user,
        String realm,
        String listen,
        InetSocketAddress remote,
        ContactField contact,
        AsciiString callId,
        long cseq,
        List<AsciiString> path,
        long untilMillis) {
    public Location {
        path = List.copyOf(path);
    }

    static Location of(Binding binding, long untilMillis) {
        Arrival arrival = binding.arrival();
        Flow flow = arrival.flow();
        return new Location(
                binding.token(),
                binding.aor().user(),
                flow.realm().name(),
                flow.listenPoint().toString(),
                flow.remote(),
                binding.contact(),
                arrival.callId(),
                arrival.cseq(),
                arrival.path(),
                untilMillis);
    }
}
