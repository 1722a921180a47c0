package dev.sonde.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.net.Cost;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.supervise.Objective;
import dev.sonde.supervise.Published;
import dev.sonde.supervise.Supervision;
import dev.sonde.torch.Footprint;
import dev.sonde.train.Recipe;
import dev.sonde.train.Rehearsal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde bench}: how fast a network trains and predicts on this machine, and what its heads cost. */
@Command(name = "bench", description = "Measures training steps, with and without heads, and predictions on this machine.",
    footer = {
        "  sonde bench dsn-cifar --batch 100",
        "  sonde bench cnds-8 --input 3x227x227 --classes 1000 --batch 16 --seconds 30",
        "  sonde bench resnet-18 --input 3x32x32 --supervise \"layer2.1: {head: pooled, weight: 0.3}\" --json"})
final class Bench implements Runnable {
  private static final String PLAIN = "train";
  private static final String HEADS = "train with heads";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NETWORK", description = "A name of the zoo, or a .json or .yaml file.")
  private String network = "";

  @Option(names = "--input", paramLabel = "CxHxW", description = "Shape of one image (default: the publication's).")
  private @Nullable String input;

  @Option(names = "--classes", paramLabel = "N", description = "Number of classes (default: 10 for small images, else 1000).")
  private @Nullable Integer classes;

  @Option(names = "--batch", paramLabel = "N", description = "Images per training step (default: ${DEFAULT-VALUE}).")
  private int batch = 32;

  @Option(names = "--supervise", paramLabel = "HEADS",
      description = "none, published, or \"TAP: WEIGHT\" (default: published, where there are any).")
  private List<String> supervise = List.of();

  @Option(names = "--seconds", paramLabel = "N", description = "Time for each measurement (default: ${DEFAULT-VALUE}).")
  private double seconds = 10;

  @Option(names = "--training", description = "Measure training steps only, no predictions.")
  private boolean training;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public void run() {
    Network body = Networks.of(network, input == null ? null : Shape.parse(input), classes);
    List<Supervision> heads = heads();
    Map<String, Timing> timings = new LinkedHashMap<>();
    Map<String, OptionalLong> memory = memory(body, heads);
    steps(body, heads, timings);
    for (int size : training ? new int[0] : new int[] {1, 32}) {
      try (Rehearsal rehearsal = Rehearsal.of(body, List.of(), size)) {
        timings.put("predict " + size, Timing.of(size, rehearsal::predict, seconds));
      }
    }
    Terminal.of(spec).say("%s", json ? json(body, heads, timings, memory) : text(body, heads, timings, memory));
  }

  private List<Supervision> heads() {
    if (supervise.isEmpty()) {
      return Published.of(network);
    }
    return Recipe.of(network, "shapes").with("supervise", Recipes.heads(supervise)).supervise();
  }

  /** Peak resident bytes of two steps, plain and with heads: in this order, since what is freed may stay with the process. */
  private Map<String, OptionalLong> memory(Network body, List<Supervision> heads) {
    Network small = NetworkBuilder.of("small", Shape.image(3, 16, 16)).conv(8, 3).batchNorm().relu().globalAveragePool().flatten().linear(2).build();
    try (Rehearsal first = Rehearsal.of(small, List.of(), 2)) { // what libtorch itself brings into memory is no step's
      first.step();
    }
    Map<String, OptionalLong> peaks = new LinkedHashMap<>();
    long plain = 0;
    for (String what : heads.isEmpty() ? List.of(PLAIN) : List.of(PLAIN, HEADS)) {
      OptionalLong peak = Resident.peak(() -> {
        try (Rehearsal rehearsal = Rehearsal.of(body, what.equals(PLAIN) ? List.of() : heads, batch)) {
          rehearsal.step();
          rehearsal.step();
        }
      });
      long before = plain;
      peaks.put(what, peak.isPresent() ? OptionalLong.of(before + peak.getAsLong()) : peak);
      plain = peak.orElse(0);
    }
    return peaks;
  }

  private long forecast(Network body, List<Supervision> heads) {
    return Footprint.of(body, batch).bytes() + Objective.networks(body, heads, body.outputShape().channels()).values().stream()
        .mapToLong(head -> Footprint.of(head, batch).bytes()).sum();
  }

  private String memoryText(Network body, List<Supervision> heads, Map<String, OptionalLong> memory) {
    StringBuilder text = new StringBuilder();
    memory.forEach((what, peak) -> text.append(String.format("%n%s: a step holds %s by forecast, %s measured", what,
        Amounts.bytes(forecast(body, what.equals(PLAIN) ? List.of() : heads)), peak.isPresent() ? Amounts.bytes(peak.getAsLong()) : "not")));
    return text.toString();
  }

  /** Plain, probing and supervised steps by turns, so that a slow moment of the machine meets all. */
  private void steps(Network body, List<Supervision> heads, Map<String, Timing> timings) {
    try (Rehearsal plain = Rehearsal.of(body, List.of(), batch); Rehearsal supervised = Rehearsal.of(body, heads, batch)) {
      List<DoubleSupplier> all = new ArrayList<>(List.of(plain::step, plain::probe));
      if (!heads.isEmpty()) {
        all.add(supervised::step);
      }
      List<Timing> found = Timing.byTurns(batch, all, seconds * all.size());
      timings.put(PLAIN, found.get(0));
      timings.put("probe", found.get(1));
      if (!heads.isEmpty()) {
        timings.put(HEADS, found.get(2));
      }
    }
  }

  private static double share(Network body, List<Supervision> heads) {
    long more = Objective.networks(body, heads, body.outputShape().channels()).values().stream().mapToLong(head -> Cost.of(head).macs())
        .sum();
    return (double) more / Cost.of(body).macs();
  }

  private String text(Network body, List<Supervision> heads, Map<String, Timing> timings, Map<String, OptionalLong> memory) {
    Sheet sheet = new Sheet("what", "batch", "img/s (median)", "ms (median)", "ms (least)", "repetitions");
    timings.forEach((what, t) -> sheet.row(what, t.images(), Amounts.fixed(t.rate(), 1), Amounts.fixed(1e3 * t.median(), 2),
        Amounts.fixed(1e3 * t.least(), 2), t.repetitions()));
    String probe = String.format("%na probe's step takes %s of a training step", Amounts.percent(timings.get("probe").median() / timings.get(PLAIN).median()));
    String end = heads.isEmpty() ? "" : String.format("%nheads at %s: %s more MACs, %s more time", taps(heads),
        Amounts.percent(share(body, heads)), Amounts.percent(timings.get(HEADS).median() / timings.get(PLAIN).median() - 1));
    return body.name() + " at " + body.input() + ", " + Runtime.getRuntime().availableProcessors() + " processors\n" + sheet + probe + end
        + memoryText(body, heads, memory);
  }

  private static String taps(List<Supervision> heads) {
    return heads.stream().map(Supervision::tap).collect(Collectors.joining(", "));
  }

  private String json(Network body, List<Supervision> heads, Map<String, Timing> timings, Map<String, OptionalLong> memory) {
    ObjectNode tree = new ObjectMapper().createObjectNode().put("network", body.name()).put("input", body.input().toString())
        .put("processors", Runtime.getRuntime().availableProcessors()).put("headMacsShare", share(body, heads));
    timings.forEach((what, t) -> tree.withObjectProperty("timings").putObject(what).put("batch", t.images())
        .put("imagesPerSecond", t.rate())
        .put("medianSeconds", t.median()).put("leastSeconds", t.least()).put("repetitions", t.repetitions()));
    memory.forEach((what, peak) -> {
      ObjectNode node = tree.withObjectProperty("memory").putObject(what).put("forecastBytes", forecast(body, what.equals(PLAIN) ? List.of() : heads));
      peak.ifPresent(bytes -> node.put("peakBytes", bytes));
    });
    return tree.toPrettyString();
  }
}
