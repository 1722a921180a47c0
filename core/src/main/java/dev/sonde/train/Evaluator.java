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
  private final int classes;

  private double lossSum;
  private int samples;
  private final Map<String, Accuracy> right = new LinkedHashMap<>();

  private Evaluator(Model body, Map<String, Model> heads, Loss loss, int classes) {
    this.body = body;
    this.heads = heads;
    this.loss = loss;
    this.classes = classes;
  }

  /**
   * Evaluates every sample of {@code data} once.
   *
   * @param heads compiled heads by tap; empty to run the body alone
   * @throws IllegalArgumentException where the body does not have one output for each class of {@code data}
   */
  public static Evaluation evaluate(Model body, Map<String, Model> heads, Loss loss, Dataset data, List<Transform> transforms, int batch, int workers) {
    int classes = body.network().outputShape().channels();
    if (classes != data.classes().size()) {
      throw new IllegalArgumentException(body.network().name() + " has " + classes + " outputs, but " + data.name() + " has " + data.classes().size()
          + " classes; evaluate it on the data it was trained for, or train it anew on this");
    }
    return new Evaluator(body, heads, loss, classes).over(data, transforms, batch, workers);
  }

  private Evaluation over(Dataset data, List<Transform> transforms, int batch, int workers) {
    long start = System.nanoTime();
    Confusion confusion = Confusion.of(classes);
    try (Loader loader = Loader.of(data, transforms, batch).workers(workers)) {
      while (loader.hasNext()) {
        one(loader.next(), confusion);
      }
    }
    Map<String, Double> shares = new LinkedHashMap<>();
    right.forEach((tap, accuracy) -> shares.put(tap, accuracy.value()));
    return new Evaluation(samples, lossSum / samples, confusion.accuracy(), shares, confusion, (System.nanoTime() - start) / 1e9);
  }

  private void one(Batch batch, Confusion confusion) {
    try (Scope scope = Scope.silent()) {
      Tensor labels = Tensors.labels(batch);
      Activations activations = body.forward(Tensors.images(batch, body.precision()), false, heads.keySet());
      lossSum += loss.of(activations.output(), labels).item_double() * batch.size();
      samples += batch.size();
      confusion.add(activations.output(), labels);
      heads.forEach((tap, head) -> {
        Tensor scores = head.forward(activations.at(tap), false, Set.of()).output();
        right.computeIfAbsent(tap, name -> Accuracy.top(1)).add(scores, labels);
      });
    }
  }
}
