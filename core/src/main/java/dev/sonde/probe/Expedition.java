package dev.sonde.probe;

import dev.sonde.data.BadData;
import dev.sonde.data.Batch;
import dev.sonde.data.Loader;
import dev.sonde.data.Sieve;
import dev.sonde.schedule.Progress;
import dev.sonde.supervise.Objective;
import dev.sonde.supervise.Supervision;
import dev.sonde.torch.Activations;
import dev.sonde.torch.Model;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import dev.sonde.torch.Updates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The iterations of one {@link GradientProbe}: training steps in which a {@link Sounding} takes the place of backward. */
final class Expedition {
  private final GradientProbe probe;
  private final Model model;
  private final Objective objective;
  private final Sounding sounding;
  private final Map<String, Tensor> parameters;
  private final int batch;
  private final Sieve sieve;
  /** Batches so far, those included that were passed over: a training counts its progress by them. */
  private long batches;
  private final List<Double> losses = new ArrayList<>();
  private final Map<String, List<Reading>> layers = new LinkedHashMap<>();

  Expedition(GradientProbe probe, Model model, Objective objective) {
    this.probe = probe;
    this.model = model;
    this.objective = objective;
    sounding = Sounding.of(model);
    parameters = objective.parameters(model);
    batch = probe.batchSize();
    sieve = Sieve.of(probe.tolerance);
    Sounding.layers(model.network()).forEach(layer -> layers.put(layer, new ArrayList<>()));
  }

  GradientProfile profile() {
    try (Updates updates = Updates.of(probe.optimizer, parameters, probe.groups)) {
      for (int epoch = 0; losses.size() < probe.iterations; epoch++) {
        pass(epoch, updates);
      }
    }
    layers.values().removeIf(List::isEmpty);
    List<String> taps = probe.supervisions.stream().map(Supervision::tap).toList();
    return new GradientProfile(model.network(), batch, taps, losses, layers);
  }

  /** One pass over the data, in the order of the training's epoch of this number. */
  private void pass(int epoch, Updates updates) {
    Loader pass = Loader.of(probe.data(), probe.transforms, batch).shuffled(probe.seed.stream("data"), epoch);
    try (Loader loader = pass.workers(probe.workers).through(sieve, Sieve.TRAIN, probe.least)) {
      int before = losses.size();
      long each = loader.batches();
      while (loader.hasNext() && losses.size() < probe.iterations) {
        probe.watcher.iteration(probe.supervisions.stream().map(Supervision::tap).toList(), losses.size(), probe.iterations);
        Batch samples = loader.next();
        Progress progress = Progress.of(Math.min(batches++, each * probe.epochs), each, probe.epochs);
        if (samples.size() > 0) {
          iteration(samples, progress, updates);
        }
      }
      if (losses.size() == before) {
        throw new BadData("no batch of " + probe.data().name() + " has a sample that can be used; all were left out");
      }
    }
  }

  private void iteration(Batch samples, Progress progress, Updates updates) {
    samples.checkLabels(probe.data());
    try (Scope scope = Scope.recording()) {
      torch.manual_seed(probe.seed.stream("dropout").stream(losses.size()).value());
      Activations activations = model.forward(Tensors.images(samples, model.precision()), sounding.taps(), objective.heads(progress));
      Objective.Value value = objective.of(activations, Tensors.labels(samples), progress);
      losses.add(finite(value.breakdown().total()));
      sounding.take(value.total(), activations, parameters)
          .forEach((layer, reading) -> layers.get(layer).add(reading.stated(samples.size(), batch)));
      if (probe.clip > 0) {
        finite(updates.clip(probe.clip));
      }
      double rate = probe.rate.at(progress);
      updates.step(parameter -> rate * objective.rate(parameter, progress));
    }
  }

  private double finite(double loss) {
    if (!Double.isFinite(loss)) {
      throw new IllegalStateException("the loss or its gradient is " + loss + " at iteration " + losses.size() + " of the probe of " + model.network().name()
          + "; try a smaller rate, a bound on the gradients (clip), or another init");
    }
    return loss;
  }
}
