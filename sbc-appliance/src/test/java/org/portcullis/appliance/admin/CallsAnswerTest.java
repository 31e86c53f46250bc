package org.portcullis.appliance.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class CallsAnswerTest {
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private long nowMillis = 1_000_000;
    private int asked;

    private final CallsAnswer answer =
            new CallsAnswer(
                    TestAdmin.calls(this::newest),
                    loop::add,
                    () -> Instant.ofEpochMilli(nowMillis));

    private CompletionStage<LiveCalls.Newest> newest(int most) {
        asked++;
        assertEquals(CallsAnswer.MOST, most);
        return CompletableFuture.completedStage(
                new LiveCalls.Newest(
                        7000,
                        List.of(FakeCalls.ringing("b"), FakeCalls.answered("a", "<sip:1@x>"))));
    }

    @Test
    void shouldWriteBothLegsAndTheirMedia() {
        assertEquals(
                """
                {"atMillis":1000000,"total":7000,"calls":[\
                {"id":"b","state":"ringing","ageMillis":1000,"talkMillis":0,\
                "caller":{"peer":"pbx","realm":"inside","local":"<sip:3@a>","remote":"<sip:4@b>",\
                "callId":"c","remoteAddress":"tcp:[::1]:5060"},"media":[]},\
                {"id":"a","state":"answered","ageMillis":65000,"talkMillis":60000,\
                "caller":{"peer":"carrier-a","realm":"outside","local":"<sip:200@192.0.2.10>;tag=a",\
                "remote":"<sip:1@x>","callId":"outside-a","remoteAddress":"udp:192.0.2.1:5060"},\
                "callee":{"peer":"pbx","realm":"inside","local":"<sip:100@10.0.0.1>;tag=b",\
                "remote":"<sip:200@10.0.0.2>;tag=c","callId":"inside-a","remoteAddress":"udp:10.0.0.2:5060"},\
                "media":[{"index":0,"media":"audio","from":"caller","remote":"192.0.2.1:4000","packets":100,\
                "bytes":17200,"lost":3,"dropped":1,"jitterMicros":1500},\
                {"index":0,"media":"audio","from":"callee","remote":"","packets":0,"bytes":0,"lost":0,\
                "dropped":0,"jitterMicros":0}]}]}
                """,
                written(answer.get()));
    }

    @Test
    void shouldWriteOnTheServersOwnLoop() {
        CompletableFuture<Answer> pending = answer.get().toCompletableFuture();
        assertEquals(false, pending.isDone());
        loop.remove().run();
        assertEquals(true, pending.isDone());
    }

    @Test
    void shouldAskTheCallsTwiceASecondAtMost() {
        CompletionStage<Answer> first = answer.get();
        nowMillis += CallsAnswer.FRESH_MILLIS - 1;
        assertSame(first, answer.get());
        assertEquals(1, asked);
        nowMillis++;
        written(answer.get());
        assertEquals(2, asked);
    }

    @Test
    void shouldAskAgainWhenTheClockWasSetBack() {
        written(answer.get());
        nowMillis -= 3_600_000;
        written(answer.get());
        assertEquals(2, asked);
    }

    private String written(CompletionStage<Answer> stage) {
        loop.forEach(Runnable::run);
        loop.clear();
        return stage.toCompletableFuture().join().body();
    }
}
