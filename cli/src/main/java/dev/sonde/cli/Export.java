package dev.sonde.cli;

import dev.sonde.store.Reference;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde export}: a network's weights for PyTorch. */
@Command(name = "export", description = "Writes the weights for PyTorch, named as in the code that the network comes from.",
    footer = {
        "  sonde export out/run-0001 --to resnet18.safetensors",
        "  sonde export out/run-0001 --to encoder.safetensors --part encoder.",
        "  sonde export out/run-0001 --to body.safetensors --without-heads",
        "",
        "In Python: model.load_state_dict(safetensors.torch.load_file(\"resnet18.safetensors\"))"})
final class Export implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RUN", description = "A run folder (its best checkpoint) or a checkpoint file.")
  private Path run = Path.of("");

  @Option(names = "--to", paramLabel = "FILE", required = true, description = "The safetensors file to write.")
  private Path file = Path.of("");

  @Option(names = "--part", paramLabel = "PREFIX",
      description = "Only what is named so, without the prefix: encoder. or decoder. for CSAIL's two files.")
  private String part = "";

  @Option(names = "--without-heads", description = "Leave the auxiliary heads behind.")
  private boolean bare;

  @Option(names = "--force", description = "Replace FILE where it exists.")
  private boolean force;

  @Override
  public void run() {
    Path target = Import.Targets.fresh(file, force);
    try (Saved saved = Saved.open(run)) {
      int written = Reference.write(target, saved.body(), bare ? Map.of() : saved.heads(), part);
      Terminal terminal = Terminal.of(spec);
      terminal.say("wrote %s: %d tensors of %s%s", target, written, saved.body().network().name(),
          bare || saved.heads().isEmpty() ? "" : " and its heads at " + String.join(", ", saved.heads().keySet()));
      terminal.say("in Python: model.load_state_dict(safetensors.torch.load_file(\"%s\"))", target);
    }
  }
}
