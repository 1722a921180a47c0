package dev.sonde.cli;

import dev.sonde.data.Batch;
import dev.sonde.data.Dataset;
import dev.sonde.data.Datasets;
import dev.sonde.data.Loader;
import dev.sonde.data.Transform;
import dev.sonde.net.Cost;
import dev.sonde.net.Network;
import dev.sonde.store.Checkpoint;
import dev.sonde.train.Passes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde strip}: the body alone, proven to be the same function. */
@Command(name = "strip", description = "Takes the heads away, and proves that the output stays the same bit for bit.",
    footer = {
        "  sonde strip out/run-0001                  writes out/run-0001/body.safetensors",
        "  sonde strip out/run-0001/checkpoints/last.safetensors body.safetensors",
        "  sonde strip out/run-0001 --data data/cifar10 --batch 256"})
final class Strip implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RUN", description = "A run folder (its best checkpoint) or a checkpoint file.")
  private Path run = Path.of("");

  @Parameters(index = "1", arity = "0..1", paramLabel = "FILE",
      description = "What to write (default: body.safetensors in the run folder or beside the file).")
  private @Nullable Path file;

  @Option(names = "--data", paramLabel = "DATA", description = "Where the batch of the proof comes from (default: what it was trained on).")
  private @Nullable String data;

  @Option(names = "--batch", paramLabel = "N", description = "Images in the batch of the proof (default: ${DEFAULT-VALUE}).")
  private int batch = 64;

  @Option(names = "--force", description = "Replace FILE where it exists.")
  private boolean force;

  @Override
  public void run() {
    Path target = target();
    try (Saved saved = Saved.open(run)) {
      Batch proof = batch(saved);
      Path unproven = target.resolveSibling(target.getFileName() + ".unproven");
      try {
        write(unproven, saved);
        prove(unproven, saved, proof);
        move(unproven, target);
      } finally {
        delete(unproven);
      }
      report(target, saved, proof.size());
    }
  }

  private Path target() {
    Path target = file != null ? file : Files.isDirectory(run) ? run.resolve("body.safetensors") : run.resolveSibling("body.safetensors");
    if (Files.exists(target) && !force) {
      throw new IllegalArgumentException(target + " exists; name another file, or replace it with --force");
    }
    return target;
  }

  private Batch batch(Saved saved) {
    Dataset test = saved.checkpoint().preparation().of(Datasets.open(saved.data(data)).test());
    // masked pictures may differ in size: one is enough for a proof
    try (Loader loader = Loader.of(test, Transform.parse(saved.checkpoint().eval()), test.dense() ? 1 : batch).imagesOnly()) {
      return loader.next();
    }
  }

  private static void write(Path target, Saved saved) {
    Checkpoint from = saved.checkpoint();
    Map<String, String> notes = new LinkedHashMap<>();
    from.recipe().ifPresent(text -> notes.put("recipe", text));
    if (saved.dense()) {
      notes.put("palette", String.join(",", from.palette().texts()));
    }
    Checkpoint.write(target, new Checkpoint.Contents(saved.body(), Map.of(), null, from.classes(), from.loss(), from.eval(),
        from.preparation(), notes));
  }

  /** Reads the written file back and compares. */
  private static void prove(Path written, Saved saved, Batch proof) {
    boolean same;
    try (Saved stripped = Saved.open(written)) {
      same = Passes.identical(saved.body(), saved.heads(), stripped.body(), proof);
    }
    if (!same) {
      throw new IllegalStateException("the output of the stripped network differs from that of " + saved.file() + " on a batch of "
          + proof.size() + " images (or is no number); nothing was written");
    }
  }

  private void report(Path target, Saved saved, int images) {
    Terminal terminal = Terminal.of(spec);
    Cost body = Cost.of(saved.body().network());
    Cost heads = saved.headNetworks().values().stream().map(Cost::of).reduce(Cost.NONE, Cost::plus);
    Cost whole = body.plus(heads);
    terminal.say("%s", new Sheet("", "parameters", "MACs per image", "file")
        .row("with heads", Amounts.count(whole.parameters()), Amounts.count(whole.macs()), Amounts.bytes(size(saved.file())))
        .row("body alone", Amounts.count(body.parameters()), Amounts.count(body.macs()), Amounts.bytes(size(target)))
        .row("saved", Amounts.count(heads.parameters()), Amounts.count(heads.macs()), Amounts.bytes(size(saved.file()) - size(target))));
    terminal.say("removed %s", saved.heads().isEmpty() ? "no heads: there were none; the optimizer's state is gone"
        : "the heads at " + String.join(", ", saved.heads().keySet()) + " and the optimizer's state");
    terminal.say("proven: the output is bit-identical on %d images", images);
    terminal.say("wrote %s", target);
  }

  private static long size(Path path) {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + to + ": " + e.getMessage(), e);
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + path + ": " + e.getMessage(), e);
    }
  }
}
