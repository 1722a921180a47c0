package dev.sonde.cli;

import dev.sonde.train.Ablation;
import dev.sonde.train.Arm;
import dev.sonde.train.Comparison;
import dev.sonde.train.Difference;
import dev.sonde.train.Findings;
import dev.sonde.train.PairedTest;
import dev.sonde.train.Spread;
import dev.sonde.train.Trial;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What an ablation found, for reading: the arms, the differences, and a sentence for each. */
final class Conclusion {
  private Conclusion() {}

  static String of(Findings found) {
    Comparison comparison = found.comparison();
    String seeds = found.ablation().seeds().stream().map(String::valueOf).collect(Collectors.joining(", "));
    String sentences = comparison.differences().stream().map(d -> d.sentence() + ".").collect(Collectors.joining("\n"));
    String error = found.dense() ? "Error (1 − mean IoU)" : "Error";
    return "\n" + error + " on the test set after the last epoch, in percent, over the seeds " + seeds + "\n\n" + arms(found, comparison) + "\n\n"
        + differences(comparison) + "\n\n" + sentences;
  }

  private static Sheet arms(Findings found, Comparison comparison) {
    Ablation ablation = found.ablation();
    Sheet sheet = new Sheet("arm", "mean", "sd", "best epoch's mean", "by seed");
    for (int i = 0; i < ablation.arms().size(); i++) {
      Arm arm = ablation.arms().get(i);
      Spread spread = comparison.arms().get(i);
      double least = found.of(arm).stream().mapToDouble(Trial::leastError).average().orElseThrow();
      sheet.row(arm.name(), percent(spread.mean()), spread.deviation().isPresent() ? percent(spread.deviation().getAsDouble()) : "–",
          percent(least), list(spread.errors()));
    }
    return sheet;
  }

  private static Sheet differences(Comparison comparison) {
    Sheet sheet = new Sheet("difference", "mean", "95 % interval", "p", "corrected", "by seed");
    for (Difference d : comparison.differences()) {
      PairedTest test = d.test();
      sheet.row(d.arm() + " less " + d.against(), signed(d.mean()),
          test == null ? "–" : signed(test.low()) + " to " + signed(test.high()), test == null ? "–" : p(test.p()),
          test == null || d.comparisons() == 1 ? "–" : p(d.adjusted()),
          d.each().stream().map(Conclusion::signed).collect(Collectors.joining(" ")));
    }
    return sheet;
  }

  private static String list(List<Double> errors) {
    return errors.stream().map(Conclusion::percent).collect(Collectors.joining(" "));
  }

  private static String percent(double share) {
    return Amounts.fixed(100 * share, 2);
  }

  private static String signed(double share) {
    String text = String.format(Locale.ROOT, "%+.2f", 100 * share);
    return text.equals("-0.00") ? "+0.00" : text;
  }

  private static String p(double p) {
    return p < 0.001 ? "<0.001" : Amounts.fixed(p, 3);
  }
}
