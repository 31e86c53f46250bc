package org.portcullis.appliance.boot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.portcullis.appliance.admin.LiveCalls;
import org.portcullis.core.call.CallView;

/** The calls of all loops as the admin server asks for them: each loop tells its own. */
final class Snapshots implements LiveCalls {
    private final List<Worker> workers;

    Snapshots(List<Worker> workers) {
        this.workers = workers;
    }

    @Override
    public CompletionStage<Newest> newest(int most) {
        List<CompletableFuture<List<CallView>>> parts = new ArrayList<>();
        for (Worker worker : workers) {
            parts.add(worker.ask(() -> worker.calls().views(most)));
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done -> newest(parts, most));
    }

    @Override
    public CompletionStage<Boolean> hangUp(String id) {
        List<CompletableFuture<Boolean>> parts = new ArrayList<>();
        for (Worker worker : workers) {
            parts.add(worker.ask(() -> worker.calls().hangUp(id, worker.loop().nowNanos())));
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done -> parts.stream().anyMatch(CompletableFuture::join));
    }

    private Newest newest(List<CompletableFuture<List<CallView>>> parts, int most) {
        List<CallView> all = new ArrayList<>();
        parts.forEach(part -> all.addAll(part.join()));
        all.sort(Comparator.comparingLong(CallView::ageMillis));
        int total = workers.stream().mapToInt(worker -> worker.calls().live()).sum();
        return new Newest(total, all.subList(0, Math.min(most, all.size())));
    }
}
