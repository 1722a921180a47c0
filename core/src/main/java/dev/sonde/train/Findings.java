package dev.sonde.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an {@link Ablation} found.
 *
 * <pre>
 * ablation.json
 *   network, data, measure, alpha, correction (holm or none), seeds
 *   arms          [{name, changes, mean, deviation, errors (one for each seed), least_errors (each of the best epoch), least_mean}]
 *   comparisons   [{arm, against, differences, mean, low, high, t, freedom, p, adjusted, visible, verdict, sentence}]   nulls: no test
 *   runs          [{seed, arm, folder, error, least_error, kept, seconds, accuracy {epoch: share}}]
 *                 accuracy is the score: mean IoU where pixels are named, and error 1 minus that; measure says which
 * ablation.csv    seed, arm, epoch, accuracy (or mean_iou)
 * </pre>
 *
 * @param ablation what was asked
 * @param trials   its finished runs, seed by seed
 * @param complete whether these are all; an interrupted ablation has fewer
 */
public record Findings(Ablation ablation, List<Trial> trials, boolean complete) {
  public Findings {
    trials = List.copyOf(trials);
  }

  /** Arms compared by their error after the last epoch; throws {@link IllegalStateException} where runs are missing. */
  public Comparison comparison() {
    if (!complete) {
      throw new IllegalStateException("the ablation was interrupted after " + trials.size() + " runs; nothing can be compared yet");
    }
    Map<String, List<Double>> errors = new LinkedHashMap<>();
    ablation.arms().forEach(arm -> errors.put(arm.name(), of(arm).stream().map(Trial::error).toList()));
    return Comparison.of(errors, ablation.pairs());
  }

  /** The runs of one arm, in the order of the seeds. */
  public List<Trial> of(Arm arm) {
    return trials.stream().filter(trial -> trial.arm().equals(arm.name())).toList();
  }

  /** Everything, as {@code ablation.json} holds it. */
  public String json() {
    Comparison found = comparison();
    ObjectNode tree = new ObjectMapper().createObjectNode().put("network", ablation.recipe().network())
        .put("data", ablation.recipe().data()).put("measure", measure()).put("alpha", PairedTest.ALPHA)
        .put("correction", found.differences().stream().anyMatch(d -> d.comparisons() > 1) ? "holm" : "none");
    ablation.seeds().forEach(tree.putArray("seeds")::add);
    for (int i = 0; i < ablation.arms().size(); i++) {
      arm(tree.withArray("arms").addObject(), ablation.arms().get(i), found.arms().get(i));
    }
    found.differences().forEach(difference -> difference(tree.withArray("comparisons").addObject(), difference));
    trials.forEach(trial -> run(tree.withArray("runs").addObject(), trial));
    return tree.toPrettyString() + "\n";
  }

  /** Whether pixels were named, so that error means 1 − mean IoU. */
  public boolean dense() {
    return trials.stream().anyMatch(Trial::dense);
  }

  private String measure() {
    return (dense() ? "1 - mean IoU" : "test error") + " after the last epoch";
  }

  private void arm(ObjectNode node, Arm arm, Spread spread) {
    node.put("name", arm.name());
    arm.changes().forEach(node.putArray("changes")::add);
    node.put("mean", spread.mean()).put("deviation", spread.deviation().isPresent() ? spread.deviation().getAsDouble() : null);
    spread.errors().forEach(node.putArray("errors")::add);
    of(arm).forEach(trial -> node.withArray("least_errors").add(trial.leastError()));
    node.put("least_mean", of(arm).stream().mapToDouble(Trial::leastError).average().orElseThrow());
  }

  private static void difference(ObjectNode node, Difference found) {
    node.put("arm", found.arm()).put("against", found.against());
    found.each().forEach(node.putArray("differences")::add);
    node.put("mean", found.mean());
    PairedTest test = found.test();
    if (test == null) {
      List.of("low", "high", "t", "freedom", "p", "adjusted", "visible").forEach(node::putNull);
    } else {
      node.put("low", test.low()).put("high", test.high()).put("t", test.t()).put("freedom", test.freedom()).put("p", test.p())
          .put("adjusted", found.adjusted()).put("visible", test.visible(found.comparisons()));
    }
    node.put("verdict", found.verdict().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')).put("sentence", found.sentence());
  }

  private static void run(ObjectNode node, Trial trial) {
    node.put("seed", trial.seed()).put("arm", trial.arm()).put("folder", trial.folder().toString()).put("error", trial.error())
        .put("least_error", trial.leastError()).put("kept", trial.kept()).put("seconds", trial.seconds());
    trial.accuracy().forEach((epoch, share) -> node.withObjectProperty("accuracy").put(String.valueOf(epoch), share));
  }

  /** The curves, as {@code ablation.csv} holds them. */
  public String csv() {
    StringBuilder text = new StringBuilder("seed,arm,epoch," + (dense() ? "mean_iou" : "accuracy") + "\n");
    trials.forEach(trial -> trial.accuracy().forEach((epoch, share) ->
        text.append(trial.seed()).append(',').append(trial.arm()).append(',').append(epoch).append(',').append(share).append('\n')));
    return text.toString();
  }
}
