package dev.sonde.cli;

import dev.sonde.probe.GradientProfile;
import dev.sonde.probe.HeadCost;
import dev.sonde.probe.Reading;
import dev.sonde.probe.Survey;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A survey as a table: every layer with weights, its gradient before and after, and what was decided. */
final class ProfileText {
  private ProfileText() {}

  static String of(Survey survey, String data) {
    GradientProfile before = survey.before();
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT,
        "%s on %s: %d iterations of %d samples; gradients stated for a batch of %d%n%n", before.network().name(), data, before.iterations(),
        before.batch(), GradientProfile.REFERENCE_BATCH)).append(table(survey)).append("\n\n");
    survey.because().forEach(sentence -> text.append(sentence).append('\n'));
    for (HeadCost cost : survey.costs()) {
      text.append(String.format(Locale.ROOT, "forecast for the head at %s (%s): %s parameters, %s%n", cost.tap(), cost.head(), Amounts.count(cost.parameters()),
          cost.words()));
    }
    return text.append(advice(survey)).toString();
  }

  private static Sheet table(Survey survey) {
    boolean heads = !survey.heads().isEmpty();
    Sheet sheet = heads ? new Sheet("layer", "|dL/da| first", "median", "last", "", "with heads", "|dL/dW|", "|g|/|w|", "dead", "rms")
        : new Sheet("layer", "|dL/da| first", "median", "last", "", "|dL/dW|", "|g|/|w|", "dead", "rms");
    survey.before().layers().keySet().forEach(layer -> row(sheet, survey, layer, heads));
    return sheet;
  }

  private static void row(Sheet sheet, Survey survey, String layer, boolean heads) {
    GradientProfile before = survey.before();
    List<Double> gradient = before.gradient(layer);
    Reading first = before.layers().get(layer).get(0);
    OptionalDouble bound = survey.rule().threshold(before);
    boolean low = bound.isPresent() && before.convolutions().contains(layer) && before.typical(layer) < bound.getAsDouble();
    Object[] start = {layer, small(gradient.get(0)), small(before.typical(layer)), small(gradient.get(gradient.size() - 1)), low ? "low" : ""};
    Object[] end = {small(first.weightGradient()), small(first.gradientToWeight()),
        Double.isNaN(first.dead()) ? "–" : Amounts.percent(first.dead()), small(first.activationRms())};
    sheet.row(java.util.stream.Stream.of(start, heads ? new Object[] {small(survey.after().typical(layer))} : new Object[0], end)
        .flatMap(java.util.Arrays::stream).toArray());
  }

  private static String small(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.1e", value);
  }

  private static String advice(Survey survey) {
    if (survey.heads().isEmpty()) {
      return "";
    }
    StringBuilder line = new StringBuilder("\nTo train so: --supervise auto, or");
    survey.heads().forEach(s -> line.append(String.format(" --supervise \"%s: {head: %s, weight: %s}\"", s.tap(), s.head(), s.weight())));
    return line.toString();
  }
}
