package dev.sonde.probe;

import dev.sonde.loss.Loss;
import dev.sonde.net.Shape;
import dev.sonde.supervise.Head;
import dev.sonde.supervise.Supervision;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A {@link Survey} in the making. */
final class Surveying {
  private final Placing placing;
  private final GradientProbe probe;
  private final Loss loss;
  private final List<GradientProfile> rounds = new ArrayList<>();
  private final List<Supervision> heads = new ArrayList<>();
  private final List<HeadCost> costs = new ArrayList<>();
  private final List<String> because = new ArrayList<>();
  /** Taps that were decided about, for or against. */
  private final Set<String> closed = new LinkedHashSet<>();

  Surveying(Placing placing, GradientProbe probe, Loss loss) {
    this.placing = placing;
    this.probe = probe;
    this.loss = loss;
  }

  Survey survey() {
    if (placing.rule() instanceof At at) {
      at.taps().forEach(this::checkPlace);
    }
    boolean placed;
    do {
      rounds.add(probe.supervise(heads).run());
      placed = (rounds.size() == 1 || placing.rule().repeats()) && place(rounds.get(rounds.size() - 1));
    } while (placed);
    return new Survey(placing.rule(), rounds, heads, because, costs);
  }

  /** Asks the rule until a head hangs or it names no more places; whether one hangs. */
  private boolean place(GradientProfile profile) {
    int before = heads.size();
    Choice choice = placing.rule().choose(profile, closed);
    because.add(choice.because());
    choice.taps().forEach(this::decide);
    while (heads.size() == before && !choice.taps().isEmpty() && placing.rule().repeats()) {
      choice = placing.rule().choose(profile, closed);
      choice.taps().forEach(this::decide);
    }
    return heads.size() > before;
  }

  /** A place that a person named is checked before anything is measured. */
  private void checkPlace(String tap) {
    Shape shape = probe.network().at(tap);
    try {
      placing.fitting(probe.network(), tap).on(shape, probe.classes());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("no head can stand at \"" + tap + "\" of " + probe.network().name() + ": " + e.getMessage(), e);
    }
  }

  private void decide(String tap) {
    closed.add(tap);
    Shape shape = probe.network().at(tap);
    Head head = placing.fitting(probe.network(), tap);
    HeadCost cost = HeadCost.of(probe.network(), tap, head.toString(), head.on(shape, probe.classes()), probe.batchSize());
    List<HeadCost> all = new ArrayList<>(costs);
    all.add(cost);
    if (placing.most() > 0 && heads.size() >= placing.most()) {
      because.add("no head at " + tap + ": at most " + placing.most() + " were asked for");
    } else if (!placing.budget().allows(all)) {
      because.add("no head at " + tap + ": it costs " + cost.words() + ", and the budget for all heads is " + placing.budget());
    } else {
      costs.add(cost);
      heads.add(Supervision.of(tap, head, loss, placing.weight()));
    }
  }
}
