package dev.sonde.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.report.Overlay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde compare}: runs beside each other, on the terminal and as a page. */
@Command(name = "compare",
    description = "Lays runs over each other: their numbers, where their recipes differ, and a page of their curves.",
    footer = {
        "  sonde compare out/run-0001 out/run-0002",
        "  sonde compare out/run-0001 out/run-0002 --out page.html",
        "  sonde compare out/demo-0001/plain out/demo-0001/supervised --json"})
final class Compare implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", arity = "1..*", description = "Run folders, two or more.")
  private List<Path> runs = List.of();

  @Option(names = "--out", paramLabel = "FILE", description = "The page (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("compare.html");

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public void run() {
    Terminal terminal = Terminal.of(spec);
    Overlay overlay = Overlay.of(runs);
    List<Overlay.Row> rows = overlay.rows();
    Path page = overlay.write(out);
    if (json) {
      terminal.say("%s", json(rows, page));
      return;
    }
    table(rows).toString().lines().forEach(line -> terminal.say("%s", line));
    terminal.say("%n%s", differing(rows));
    terminal.say("wrote %s", page);
  }

  private static Sheet table(List<Overlay.Row> rows) {
    Sheet sheet = new Sheet("run", "network", "heads", "state", "best", "last", "steps");
    rows.forEach(row -> sheet.row(row.name(), row.network(), row.heads().isEmpty() ? "none" : String.join(" ", row.heads()), row.state(),
        share(row.best()),
        share(row.last()), Amounts.count(row.steps())));
    return sheet;
  }

  private static String share(Optional<Double> accuracy) {
    return accuracy.map(Amounts::percent).orElse("–");
  }

  /** A key on a line, a run in a column. */
  private static String differing(List<Overlay.Row> rows) {
    Set<String> keys = new LinkedHashSet<>();
    rows.forEach(row -> keys.addAll(row.differing().keySet()));
    if (keys.isEmpty()) {
      return "the recipes are the same in every key";
    }
    List<String> headings = new ArrayList<>(List.of("recipe"));
    rows.forEach(row -> headings.add(row.name()));
    Sheet sheet = new Sheet(headings.toArray(String[]::new));
    for (String key : keys) {
      List<Object> cells = new ArrayList<>(List.of(key));
      rows.forEach(row -> cells.add(row.differing().getOrDefault(key, "–")));
      sheet.row(cells.toArray());
    }
    return sheet + "\n";
  }

  private static String json(List<Overlay.Row> rows, Path page) {
    ObjectNode tree = new ObjectMapper().createObjectNode().put("page", page.toString());
    ArrayNode runs = tree.putArray("runs");
    for (Overlay.Row row : rows) {
      ObjectNode run = runs.addObject().put("run", row.folder().toString()).put("name", row.name()).put("network", row.network())
          .put("state", row.state())
          .put("steps", row.steps());
      row.heads().forEach(run.putArray("heads")::add);
      row.best().ifPresent(best -> run.put("best", best));
      row.last().ifPresent(last -> run.put("last", last));
      row.differing().forEach(run.putObject("differing")::put);
    }
    return tree.toPrettyString();
  }
}
