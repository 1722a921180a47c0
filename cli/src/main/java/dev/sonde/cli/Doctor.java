package dev.sonde.cli;

import dev.sonde.data.Examination;
import dev.sonde.data.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde doctor}: examines a set before something is trained on it. Loads no libtorch. */
@Command(name = "doctor", description = "Finds what is wrong with a data set before training does.",
    footer = {
        "  sonde doctor camvid.yaml                  images and masks, as a YAML file describes them",
        "  sonde doctor masks:data/camvid,train=train.txt,test=val.txt,classes=classes.csv,ignore=11",
        "  sonde doctor my-photographs/ --json",
        "",
        "Reads every file once and prints a line for each finding, the worst first, then the share of each class.",
        "Exit code 1 where something is wrong, 0 where all is well or only worth a note."})
final class Doctor implements Callable<Integer> {
  private static final long NANOS = 100_000_000L;
  /** Findings of one kind that are printed where not all are asked for. */
  private static final int SHOWN = 5;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DATA", description = "A YAML file, a line that begins with masks:, a folder, or a set that was downloaded.")
  private String data = "";

  @Option(names = "--all", description = "Print every finding, not the first " + SHOWN + " of each kind.")
  private boolean all;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private long drawn;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec);
    boolean shown = terminal.live() && !json;
    Examination found = dev.sonde.data.Doctor.of(data).watched((done, total) -> progress(terminal, shown, done, total)).examine();
    if (shown) {
      terminal.out().print("\r\u001b[K");
    }
    if (json) {
      terminal.say("%s", found.json());
    } else {
      tell(found, all, terminal);
    }
    return found.wrong() ? Complaint.FAILURE : 0;
  }

  private void progress(Terminal terminal, boolean shown, int done, int total) {
    long now = System.nanoTime();
    if (shown && now - drawn >= NANOS) {
      drawn = now;
      String line = StepLine.bar(done, total) + " " + Amounts.count(done) + " of " + Amounts.count(total);
      terminal.out().print("\r" + StepLine.cut(line, terminal.columns() - 1) + "\u001b[K");
      terminal.out().flush();
    }
  }

  static void tell(Examination found, boolean all, Terminal terminal) {
    for (Finding.Kind kind : Finding.Kind.values()) {
      String mark = kind.wrong() ? "wrong" : "note ";
      List<Finding> listed = found.findings().stream().filter(finding -> finding.kind() == kind).limit(all ? Long.MAX_VALUE : SHOWN).toList();
      listed.forEach(finding -> terminal.say("%s  %s", mark, finding.sentence()));
      int more = found.counts().getOrDefault(kind, 0) - listed.size();
      if (more > 0) {
        terminal.say("%s  … and %s more of this kind", mark, Amounts.count(more));
      }
    }
    if (found.train() + found.test() > 0) {
      terminal.say("%s%s", found.counts().isEmpty() ? "" : "\n", sheet(found));
    }
    int wrong = found.counts().entrySet().stream().filter(entry -> entry.getKey().wrong()).mapToInt(Map.Entry::getValue).sum();
    terminal.say("%n%s: %s for training, %s for testing; %s", found.data(), Amounts.count(found.train()), Amounts.count(found.test()),
        wrong == 0 ? "nothing is wrong" : Amounts.count(wrong) + (wrong == 1 ? " thing is wrong" : " things are wrong"));
  }

  private static Sheet sheet(Examination found) {
    String unit = found.dense() ? "pixels" : "samples";
    Sheet sheet = found.dense() ? new Sheet("class", "name", "train " + unit, "share", "in images", "test " + unit, "share")
        : new Sheet("class", "name", "train " + unit, "share", "test " + unit, "share");
    long train = found.classes().stream().mapToLong(Examination.Share::train).sum();
    long test = found.classes().stream().mapToLong(Examination.Share::test).sum();
    for (int i = 0; i < found.classes().size(); i++) {
      Examination.Share share = found.classes().get(i);
      if (share.train() + share.test() == 0) {
        continue; // among the findings
      }
      List<Object> row = new ArrayList<>(List.of(i, share.name(), Amounts.count(share.train()), share(share.train(), train)));
      if (found.dense()) {
        row.add(share.trainSamples());
      }
      row.addAll(List.of(Amounts.count(share.test()), share(share.test(), test)));
      sheet.row(row.toArray());
    }
    return sheet;
  }

  private static String share(long part, long whole) {
    return whole == 0 ? "–" : String.format(Locale.ROOT, "%.2f %%", 100.0 * part / whole);
  }
}
