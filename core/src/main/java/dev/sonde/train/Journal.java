package dev.sonde.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.data.BadSample;
import dev.sonde.probe.Diagnosis;
import dev.sonde.store.AtomicFile;
import dev.sonde.store.Fit;
import dev.sonde.store.Room;
import dev.sonde.supervise.Part;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code journal.jsonl}, and {@code recipe.yaml} and {@code environment.json} at the beginning of a run. The journal holds nothing that differs
 * between two runs of one recipe on one machine: no clock, no speed, no trace of an interruption. It is written out at least once a second, so that a
 * report can follow the run, and lines are only ever added; a run that goes on from a checkpoint first takes back the lines behind it.
 * A last line without its line feed was torn by the end of its process, and readers pass over it.
 *
 * <p>One JSON object a line, field {@code event}:
 * <pre>
 * began      network, input, data, classes, parameters, steps
 * loaded     file, matched, fresh {parameter: why}, left {tensor: why}      where the recipe names weights
 * epoch      epoch, phase
 * step       step, epoch, rate, total, parts {name: {loss, weight, weighted, accuracy}}     main and every head that ran
 * diagnosed  step, epoch, layers {layer: {joint, main, parts {main: {norm, share}, tap: {norm, share, cosine}}}}    with diagnose: N
 * spike      step, epoch, total, usual      behind the step whose loss leapt, once an episode; see {@link Spikes}
 * evaluated  epoch, samples, loss, accuracy, heads {tap: accuracy}; of masks, where accuracy is that of pixels, also mean_iou, head_mean_iou {tap: …}
 * rolledback step, to, factor (of the rate from here on), message     steps behind {@code to} follow again; with on-bad-loss: rollback
 * skipped    set (train or test), index, origin, why, count (so far, of both sets)      the first time that a damaged sample is left out
 * ended      steps, best, stopped (why, where it was)
 * failed     step, message
 * </pre>
 * {@code diagnosed} stands right after the step that it is of; its numbers are those of {@link Diagnosis}, null where absent or not finite.
 */
final class Journal implements Listener {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final long LONGEST_NANOS = 1_000_000_000L;

  private final Path folder;
  private @Nullable BufferedWriter out;
  private final boolean goesOn;
  private long flushed;

  /** @param goesOn whether lines are added to those that are there */
  Journal(Path folder, boolean goesOn) {
    this.folder = folder;
    this.goesOn = goesOn;
  }

  @Override
  public void began(Run run) {
    try {
      if (!goesOn) {
        AtomicFile.text(folder.resolve("recipe.yaml"), run.recipe().yaml());
        AtomicFile.text(folder.resolve("environment.json"), Environment.json(run));
      }
      out = Files.newBufferedWriter(folder.resolve("journal.jsonl"), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the run's files to " + folder + ": " + e, e);
    }
    if (!goesOn) {
      writeBeginning(run);
    }
  }

  private void writeBeginning(Run run) {
    long parameters = run.body().parameters().values().stream().mapToLong(Journal::elements).sum();
    write(event("began").put("network", run.body().name()).put("input", run.body().input().toString())
        .put("data", run.recipe().data()).put("classes", run.classes().size())
        .put("parameters", parameters).put("steps", run.steps()));
    run.fit().ifPresent(fit -> write(loaded(fit)));
    flush();
  }

  private static ObjectNode loaded(Fit fit) {
    ObjectNode line = event("loaded").put("file", fit.file()).put("matched", fit.matched().size());
    fit.fresh().forEach(one -> line.withObjectProperty("fresh").put(one.name(), one.why()));
    fit.left().forEach(one -> line.withObjectProperty("left").put(one.name(), one.why()));
    return line;
  }

  private static long elements(java.util.List<Integer> sizes) {
    return sizes.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  @Override
  public void epochBegan(Run run) {
    write(event("epoch").put("epoch", run.epoch()).put("phase", run.phase()));
  }

  @Override
  public void stepped(Run run) {
    ObjectNode line = event("step").put("step", run.step()).put("epoch", run.epoch()).put("rate", run.rate()).put("total", run.breakdown().total());
    for (Part part : run.breakdown().parts()) {
      line.withObjectProperty("parts").putObject(part.name()).put("loss", part.loss()).put("weight", part.weight())
          .put("weighted", part.weighted()).put("accuracy", part.accuracy());
    }
    write(line);
    run.diagnosis().ifPresent(diagnosis -> write(diagnosed(run, diagnosis)));
    if (System.nanoTime() - flushed > LONGEST_NANOS) {
      flush();
    }
  }

  @Override
  public void spiked(Run run, Spike spike) {
    write(event("spike").put("step", spike.step()).put("epoch", run.epoch()).put("total", spike.total()).put("usual", spike.usual()));
  }

  private static ObjectNode diagnosed(Run run, Diagnosis diagnosis) {
    ObjectNode line = event("diagnosed").put("step", run.step()).put("epoch", run.epoch());
    ObjectNode layers = line.putObject("layers");
    diagnosis.layers().forEach((layer, finding) -> {
      ObjectNode node = layers.putObject(layer).put("joint", finite(finding.joint())).put("main", finite(finding.main()));
      ObjectNode parts = node.putObject("parts");
      finding.parts().forEach((part, pull) -> pull(parts.putObject(part), part, pull));
    });
    return line;
  }

  private static void pull(ObjectNode node, String part, Diagnosis.Pull pull) {
    node.put("norm", finite(pull.norm())).put("share", finite(pull.share()));
    if (!part.equals(Part.MAIN)) {
      node.put("cosine", finite(pull.cosine().orElse(Double.NaN)));
    }
  }

  /** JSON has no other numbers. */
  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  @Override
  public void evaluated(Run run) {
    Evaluation last = run.evaluations().get(run.evaluations().size() - 1);
    ObjectNode line = event("evaluated").put("epoch", run.epoch()).put("samples", last.samples()).put("loss", last.loss()).put("accuracy", last.accuracy());
    new java.util.TreeMap<>(last.headAccuracies()).forEach((tap, share) -> line.withObjectProperty("heads").put(tap, share));
    if (last.dense()) {
      line.put("mean_iou", last.score());
      new java.util.TreeMap<>(last.headScores()).forEach((tap, iou) -> line.withObjectProperty("head_mean_iou").put(tap, iou));
    }
    write(line);
    flush();
  }

  @Override
  public void rolledBack(Run run, long failed, NotFinite why) {
    write(event("rolledback").put("step", failed).put("to", run.step()).put("factor", run.rateFactor()).put("message", why.getMessage()));
    flush();
  }

  @Override
  public void skipped(Run run, BadSample sample) {
    write(event("skipped").put("set", sample.set()).put("index", sample.index()).put("origin", sample.origin()).put("why", sample.why())
        .put("count", sample.count()));
    flush();
  }

  @Override
  public void ended(Run run) {
    ObjectNode line = event("ended").put("steps", run.step()).put("best", run.best());
    run.stopped().ifPresent(why -> line.put("stopped", why));
    write(line);
    close();
  }

  @Override
  public void failed(Run run, RuntimeException cause) {
    if (out != null) {
      write(event("failed").put("step", run.step()).put("message", cause.getMessage()));
      close();
    }
  }

  private static ObjectNode event(String name) {
    return JSON.createObjectNode().put("event", name);
  }

  private void write(ObjectNode line) {
    try {
      java.util.Objects.requireNonNull(out).append(JSON.writeValueAsString(line)).append('\n');
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a journal line always has a written form", e);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Hands what was written to the system. */
  void flush() {
    try {
      java.util.Objects.requireNonNull(out).flush();
      flushed = System.nanoTime();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void close() {
    try {
      java.util.Objects.requireNonNull(out).close();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Gives the file up: what it did not take now is not tried again behind what follows. */
  private UncheckedIOException failure(IOException e) {
    try (BufferedWriter given = out) {
      out = null;
    } catch (IOException another) {
      e.addSuppressed(another);
    }
    return new UncheckedIOException("cannot write " + folder.resolve("journal.jsonl") + ": " + Room.reason(e, folder), e);
  }
}
