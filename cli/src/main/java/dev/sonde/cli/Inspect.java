package dev.sonde.cli;

import dev.sonde.net.Cost;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkJson;
import dev.sonde.net.NetworkText;
import dev.sonde.net.Shape;
import dev.sonde.zoo.Zoo;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde inspect}: a network node by node, or the list of networks. Loads no libtorch. */
@Command(name = "inspect", description = "Shows a network: every node, its shape, parameters and cost; or a file's tensors; or lists the networks.",
    footer = {
        "  sonde inspect                             the networks of the zoo",
        "  sonde inspect cnds-8 --input 3x32x32 --classes 10",
        "  sonde inspect resnet-18 --json            the form that a network file has",
        "  sonde inspect resnet20.th                 the tensors that PyTorch saved"})
final class Inspect implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NETWORK", arity = "0..1", description = "A name of the zoo, a .json or .yaml file, or a file of weights: .safetensors, .pth.")
  private @Nullable String network;

  @Option(names = "--input", paramLabel = "CxHxW", description = "Shape of one image (default: the publication's).")
  private @Nullable String input;

  @Option(names = "--classes", paramLabel = "N", description = "Number of classes (default: 10 for small images, else 1000).")
  private @Nullable Integer classes;

  @ArgGroup private @Nullable Form form;

  /** How to write it, where not as a table. */
  private static final class Form {
    @Option(names = "--json", description = "Print the network as JSON.")
    private boolean json;

    @Option(names = "--yaml", description = "Print the network as YAML.")
    private boolean yaml;
  }

  @Override
  public void run() {
    Terminal terminal = Terminal.of(spec);
    if (network == null) {
      zoo().toString().lines().forEach(line -> terminal.say("%s", StepLine.cut(line, terminal.columns())));
      return;
    }
    if (Inside.isWeights(network)) {
      terminal.say("%s", weights(Path.of(network)));
      return;
    }
    Network found = Networks.of(network, input == null ? null : Shape.parse(input), classes);
    terminal.say("%s", text(found).stripTrailing());
  }

  private String weights(Path file) {
    Optional<Network> found = Inside.network(file);
    return found.isEmpty() ? Inside.tensors(file) : text(found.get()).stripTrailing() + (form == null ? "\n" + Inside.purpose(file) : "");
  }

  private String text(Network found) {
    return form == null ? NetworkText.of(found) : form.json ? NetworkJson.text(found) : NetworkJson.yaml(found);
  }

  private static Sheet zoo() {
    Sheet sheet = new Sheet("network", "input", "classes", "parameters", "MACs", "source");
    for (String name : Zoo.names()) {
      Network network = Networks.of(name, null, null);
      Cost cost = Cost.of(network);
      sheet.row(name, network.input(), network.outputShape().channels(), Amounts.count(cost.parameters()), Amounts.big(cost.macs()),
          Zoo.source(name));
    }
    return sheet;
  }
}
