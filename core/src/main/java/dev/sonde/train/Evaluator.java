package dev.sonde.train;

import dev.sonde.data.Batch;
import dev.sonde.data.Dataset;
import dev.sonde.data.Loader;
import dev.sonde.data.Transform;
import dev.sonde.loss.Loss;
import dev.sonde.metric.Accuracy;
import dev.sonde.metric.Confusion;
import dev.sonde.torch.Activations;
import dev.sonde.torch.Model;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** Runs a body, and heads if any, over a data set without training. */
public final class Evaluator {
  private final Model body;
  private final Map<String, Model> heads;
  private final Loss loss;
  private final Dataset data;
  private final Confusion confusion;
  private final Standouts standouts = new Standouts();

  private double lossSum;
  private int samples;
  private final Map<String, Accuracy> right = new LinkedHashMap<>();

  private Evaluator(Model body, Map<String, Model> heads, Loss loss, Dataset data) {
    this.body = body;
    this.heads = heads;
    this.loss = loss;
    this.data = data;
    confusion = Confusion.of(data.classes().size());
  }

  /**
   * Evaluates every sample of {@code data} once.
   *
   * @param heads compiled heads by tap; empty to run the body alone
   * @throws IllegalArgumentException     where the body does not have one output for each class of {@code data}
   * @throws dev.sonde.data.BadData       where a sample has a label outside them
   */
  public static Evaluation evaluate(Model body, Map<String, Model> heads, Loss loss, Dataset data, List<Transform> transforms, int batch, int workers) {
    int classes = body.network().outputShape().channels();
    if (classes != data.classes().size()) {
      throw new IllegalArgumentException(body.network().name() + " has " + classes + " outputs, but " + data.name() + " has " + data.classes().size()
          + " classes; evaluate it on the data it was trained for, or train it anew on this");
    }
    return new Evaluator(body, heads, loss, data).over(transforms, batch, workers);
  }

  private Evaluation over(List<Transform> transforms, int batch, int workers) {
    long start = System.nanoTime();
    try (Loader loader = Loader.of(data, transforms, batch).workers(workers)) {
      while (loader.hasNext()) {
        one(loader.next());
      }
    }
    Map<String, Double> shares = new LinkedHashMap<>();
    right.forEach((tap, accuracy) -> shares.put(tap, accuracy.value()));
    return new Evaluation(samples, lossSum / samples, confusion.accuracy(), shares, confusion, standouts.worst(), standouts.right(),
        (System.nanoTime() - start) / 1e9);
  }

  private void one(Batch batch) {
    try (Scope scope = Scope.silent()) {
      Workbench.checkLabels(batch, data);
      Tensor labels = Tensors.labels(batch);
      Activations activations = body.forward(Tensors.images(batch, body.precision()), false, heads.keySet());
      lossSum += loss.of(activations.output(), labels).item_double() * batch.size();
      samples += batch.size();
      confusion.add(activations.output(), labels);
      look(batch, Tensors.doubles(activations.output()));
      heads.forEach((tap, head) -> {
        Tensor scores = head.forward(activations.at(tap), false, Set.of()).output();
        right.computeIfAbsent(tap, name -> Accuracy.top(1)).add(scores, labels);
      });
    }
  }

  private void look(Batch batch, double[] scores) {
    int classes = confusion.classes();
    for (int i = 0; i < batch.size(); i++) {
      standouts.add(Guess.of(batch.indices()[i], batch.labels()[i], scores, i * classes, classes));
    }
  }
}
