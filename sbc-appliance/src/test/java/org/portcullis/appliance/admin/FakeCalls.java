package org.portcullis.appliance.admin;

import java.util.List;
import java.util.Optional;
import org.portcullis.core.call.CallView;
import org.portcullis.core.leg.LegView;
import org.portcullis.core.media.MediaStatistics;
import org.portcullis.core.media.Side;

/** Calls made up for tests. */
public final class FakeCalls {
    private FakeCalls() {}

    /** An answered call whose caller sent 100 packets and whose callee none. */
    public static CallView answered(String id, String caller) {
        return new CallView(
                id,
                CallView.State.ANSWERED,
                65_000,
                60_000,
                new LegView(
                        "carrier-a",
                        "outside",
                        "<sip:200@192.0.2.10>;tag=a",
                        caller,
                        "outside-" + id,
                        "udp:192.0.2.1:5060"),
                Optional.of(
                        new LegView(
                                "pbx",
                                "inside",
                                "<sip:100@10.0.0.1>;tag=b",
                                "<sip:200@10.0.0.2>;tag=c",
                                "inside-" + id,
                                "udp:10.0.0.2:5060")),
                new MediaStatistics(
                        List.of(
                                new MediaStatistics.Stream(
                                        0,
                                        "audio",
                                        Side.CALLER,
                                        "192.0.2.1:4000",
                                        100,
                                        17_200,
                                        3,
                                        1,
                                        1500),
                                new MediaStatistics.Stream(
                                        0, "audio", Side.CALLEE, "", 0, 0, 0, 0, 0))));
    }

    /** A call that nobody has answered. */
    public static CallView ringing(String id) {
        return new CallView(
                id,
                CallView.State.RINGING,
                1_000,
                0,
                new LegView("pbx", "inside", "<sip:3@a>", "<sip:4@b>", "c", "tcp:[::1]:5060"),
                Optional.empty(),
                MediaStatistics.NONE);
    }
}
