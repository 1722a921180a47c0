package dev.sonde.supervise;

import dev.sonde.loss.Loss;
import dev.sonde.schedule.Schedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Equal heads at several taps, whose weights follow from their order. */
public final class HeadList {
  private static final String WITH = "with";

  private HeadList() {}

  /** One head at each tap in turn, the first the nearest to the output. */
  public static List<Supervision> of(Weighting weighting, List<String> taps, Head head, Loss loss) {
    List<Supervision> all = new ArrayList<>();
    for (String tap : taps) {
      double weight = weighting.at(all.size() + 1, taps.size());
      all.add(Supervision.of(tap, head, loss, Schedule.constant(weight)));
    }
    return List.copyOf(all);
  }

  /** Whether {@code text} begins with the name of a weighting, and so is meant for {@link #parse}. */
  public static boolean writes(String text) {
    String first = text.strip().split("\\s+")[0];
    return Arrays.stream(Weighting.values()).anyMatch(weighting -> weighting.toString().equals(first));
  }

  /**
   * Reads {@code WEIGHTING TAP…} or {@code WEIGHTING TAP… with HEAD}, such as {@code halving dec2 dec3 dec4} or
   * {@code equal conv3 conv4 with c1 he}; without a head it is {@code pixel}.
   *
   * @param loss of every head
   * @throws IllegalArgumentException for an unknown weighting or head, or without a tap
   */
  public static List<Supervision> parse(String text, Loss loss) {
    List<String> words = List.of(text.strip().split("\\s+"));
    Weighting weighting = Weighting.parse(words.get(0));
    int with = words.contains(WITH) ? words.indexOf(WITH) : words.size();
    List<String> taps = words.subList(1, with);
    if (taps.isEmpty()) {
      throw new IllegalArgumentException("\"" + text + "\" names no tap; write " + weighting + " TAP TAP …, such as halving dec2 dec3");
    }
    Head head = with < words.size() ? Head.parse(String.join(" ", words.subList(with + 1, words.size()))) : Head.pixel();
    return of(weighting, taps, head, loss);
  }
}
