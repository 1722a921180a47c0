package dev.sonde.cli;

import dev.sonde.data.Batch;
import dev.sonde.data.Dataset;
import dev.sonde.data.Datasets;
import dev.sonde.data.Loader;
import dev.sonde.data.Transform;
import dev.sonde.net.Cost;
import dev.sonde.net.Network;
import dev.sonde.store.Checkpoint;
import dev.sonde.supervise.Cut;
import dev.sonde.supervise.Part;
import dev.sonde.torch.Model;
import dev.sonde.train.Passes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde strip}: the body alone, or the network as far as one of its heads, proven to be the same function. */
@Command(name = "strip", description = "Takes the heads away, or cuts the network at one of them, and proves that the output stays the same bit for bit.",
    footer = {
        "  sonde strip out/run-0001                  writes out/run-0001/body.safetensors",
        "  sonde strip out/run-0001/checkpoints/best.safetensors body.safetensors",
        "  sonde strip out/run-0001 --at x0_2               the network that ends at that head: out/run-0001/at-x0_2.safetensors",
        "  sonde strip out/run-0001 --data data/cifar10 --batch 256"})
final class Strip implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RUN", description = "A run folder (its best checkpoint) or a checkpoint file.")
  private Path run = Path.of("");

  @Parameters(index = "1", arity = "0..1", paramLabel = "FILE",
      description = "What to write (default: body.safetensors, or at-TAP.safetensors, in the run folder or beside the file).")
  private @Nullable Path file;

  @Option(names = "--at", paramLabel = "TAP",
      description = "Cut there: keep the head at TAP and what it needs of the body, and leave out the rest.")
  private @Nullable String at;

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
      if (at == null) {
        replace(target, saved, saved.body());
      } else {
        try (Model cut = Cut.model(saved.body(), at, head(saved, at))) {
          replace(target, saved, cut);
        }
      }
    }
  }

  private static Model head(Saved saved, String tap) {
    Model head = saved.heads().get(tap);
    if (head == null) {
      throw new IllegalArgumentException("no head at \"" + tap + "\" in " + saved.file() + (saved.heads().isEmpty() ? ": it has none"
          : "; heads are at " + String.join(", ", saved.heads().keySet())));
    }
    return head;
  }

  private void replace(Path target, Saved saved, Model kept) {
    Batch proof = batch(saved);
    Path unproven = target.resolveSibling(target.getFileName() + ".unproven");
    try {
      write(unproven, saved, kept);
      prove(unproven, saved, proof);
      move(unproven, target);
    } finally {
      delete(unproven);
    }
    report(target, saved, kept.network(), proof.size());
  }

  private Path target() {
    String name = at == null ? "body.safetensors" : "at-" + at + ".safetensors";
    Path target = file != null ? file : Files.isDirectory(run) ? run.resolve(name) : run.resolveSibling(name);
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

  private static void write(Path target, Saved saved, Model kept) {
    Checkpoint from = saved.checkpoint();
    Map<String, String> notes = new LinkedHashMap<>();
    from.recipe().ifPresent(text -> notes.put("recipe", text));
    if (saved.dense()) {
      notes.put("palette", String.join(",", from.palette().texts()));
    }
    Checkpoint.write(target, new Checkpoint.Contents(kept, Map.of(), null, from.classes(), from.loss(), from.eval(),
        from.preparation(), notes));
  }

  /** Reads the written file back and compares. */
  private void prove(Path written, Saved saved, Batch proof) {
    boolean same;
    try (Saved stripped = Saved.open(written)) {
      same = Passes.identical(saved.body(), saved.heads(), at == null ? Part.MAIN : at, stripped.body(), proof);
    }
    if (!same) {
      throw new IllegalStateException("the output of the stripped network differs from that of " + saved.file() + " on a batch of "
          + proof.size() + " images (or is no number); nothing was written");
    }
  }

  private void report(Path target, Saved saved, Network kept, int images) {
    Terminal terminal = Terminal.of(spec);
    Cost part = Cost.of(kept);
    Cost whole = saved.headNetworks().values().stream().map(Cost::of).reduce(Cost.of(saved.body().network()), Cost::plus);
    terminal.say("%s", new Sheet("", "parameters", "MACs per image", "file")
        .row("with heads", Amounts.count(whole.parameters()), Amounts.count(whole.macs()), Amounts.bytes(size(saved.file())))
        .row(at == null ? "body alone" : "up to " + at, Amounts.count(part.parameters()), Amounts.count(part.macs()), Amounts.bytes(size(target)))
        .row("saved", Amounts.count(whole.parameters() - part.parameters()), Amounts.count(whole.macs() - part.macs()),
            Amounts.bytes(size(saved.file()) - size(target))));
    terminal.say("removed %s", removed(saved, kept));
    terminal.say("proven: the output is bit-identical on %d images", images);
    terminal.say("wrote %s", target);
  }

  private String removed(Saved saved, Network kept) {
    String rest = " and the optimizer's state";
    if (at == null) {
      return saved.heads().isEmpty() ? "no heads: there were none; the optimizer's state is gone"
          : "the heads at " + String.join(", ", saved.heads().keySet()) + rest;
    }
    long left = saved.body().network().nodes().stream().filter(node -> kept.nodes().stream().noneMatch(node::equals)).count();
    List<String> others = saved.heads().keySet().stream().filter(tap -> !tap.equals(at)).toList();
    return left + " nodes of the body that " + at + " does not need" + (others.isEmpty() ? "" : ", the heads at " + String.join(", ", others)) + rest;
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
