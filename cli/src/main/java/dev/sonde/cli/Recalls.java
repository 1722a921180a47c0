package dev.sonde.cli;

import dev.sonde.metric.Confusion;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** A confusion matrix as a table: the classes by share recognised, worst first, each with what it was taken for. */
final class Recalls {
  private static final int MOST = 20;

  private Recalls() {}

  static String of(Confusion confusion, List<String> classes) {
    Sheet sheet = new Sheet("class", "images", "recognised", "most often taken for");
    List<Integer> worst = IntStream.range(0, classes.size()).boxed().filter(c -> confusion.total(c) > 0)
        .sorted(Comparator.comparingDouble(c -> confusion.recall(c).orElse(1))).toList();
    worst.stream().limit(MOST).forEach(c -> sheet.row(classes.get(c), Amounts.count(confusion.total(c)),
        Amounts.percent(confusion.recall(c).orElse(1)), mistaken(confusion, classes, c)));
    return sheet + (worst.size() > MOST ? "\nand " + (worst.size() - MOST) + " classes that are recognised better" : "");
  }

  private static String mistaken(Confusion confusion, List<String> classes, int truth) {
    int most = IntStream.range(0, classes.size()).filter(c -> c != truth).boxed()
        .max(Comparator.comparingLong(c -> confusion.count(truth, c))).orElse(truth);
    long times = most == truth ? 0 : confusion.count(truth, most);
    return times == 0 ? "" : classes.get(most) + " (" + times + ")";
  }
}
