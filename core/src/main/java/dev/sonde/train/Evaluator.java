package dev.sonde.train;

import dev.sonde.data.BadData;
import dev.sonde.data.Batch;
import dev.sonde.data.Dataset;
import dev.sonde.data.Loader;
import dev.sonde.data.Mask;
import dev.sonde.data.Sieve;
import dev.sonde.data.Transform;
import dev.sonde.loss.Loss;
import dev.sonde.metric.Confusion;
import dev.sonde.net.Network;
import dev.sonde.supervise.Objective;
import dev.sonde.torch.Activations;
import dev.sonde.torch.Engine;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/** Runs a body, and heads if any, over a data set without training. */
public final class Evaluator {
  private final Precision precision;
  private final Function<Tensor, Activations> body;
  private final Map<String, Model> heads;
  private final Loss loss;
  private final Dataset data;
  private Confusion confusion;
  private final Standouts standouts = new Standouts();
  private final Showing showing;

  private double lossSum;
  private final Sieve sieve;
  private int samples;
  private int judged;
  private final Map<String, Confusion> headConfusions = new LinkedHashMap<>();

  private Evaluator(Precision precision, Function<Tensor, Activations> body, Map<String, Model> heads, Loss loss, Dataset data, Sieve sieve) {
    this.sieve = sieve;
    this.precision = precision;
    this.body = body;
    this.heads = heads;
    this.loss = loss;
    this.data = data;
    confusion = Confusion.of(data.classes().size());
    showing = new Showing(data.size());
    heads.keySet().forEach(tap -> headConfusions.put(tap, Confusion.of(data.classes().size())));
  }

  /**
   * Evaluates every sample of {@code data} once. Where samples have masks, transforms change the images alone, pictures are taken one by one, each at its own
   * size, and scores are brought to the mask's size (bilinear, corners not aligned) before they are judged.
   *
   * @param heads compiled heads by tap; empty to run the body alone
   * @throws IllegalArgumentException     where the body does not have one output for each class of {@code data}
   * @throws dev.sonde.data.BadData       where a sample has a label outside them, or no pixel of the whole set has one
   */
  public static Evaluation evaluate(Model body, Map<String, Model> heads, Loss loss, Dataset data, List<Transform> transforms, int batch, int workers) {
    return evaluate(body, heads, loss, data, transforms, batch, workers, Sieve.strict());
  }

  /** The same, sooner and up to rounding, by an engine that returns the heads' taps. */
  public static Evaluation evaluate(Engine body, Map<String, Model> heads, Loss loss, Dataset data, List<Transform> transforms, int batch, int workers,
      Sieve sieve) {
    check(body.network(), data);
    return new Evaluator(body.precision(), body::forward, heads, loss, data, sieve).over(transforms, batch, workers);
  }

  /** The same of every sample that {@code sieve} lets pass; {@link Evaluation#samples} counts those. */
  public static Evaluation evaluate(Model body, Map<String, Model> heads, Loss loss, Dataset data, List<Transform> transforms, int batch, int workers,
      Sieve sieve) {
    check(body.network(), data);
    return new Evaluator(body.precision(), x -> body.forward(x, false, heads.keySet()), heads, loss, data, sieve).over(transforms, batch, workers);
  }

  private static void check(Network body, Dataset data) {
    int classes = body.outputShape().channels();
    if (classes != data.classes().size()) {
      throw new IllegalArgumentException(body.name() + " has " + classes + " outputs, but " + data.name() + " has " + data.classes().size()
          + " classes; evaluate it on the data it was trained for, or train it anew on this");
    }
  }

  private Evaluation over(List<Transform> transforms, int batch, int workers) {
    long start = System.nanoTime();
    Loader pass = data.dense() ? Loader.of(data, transforms, 1).imagesOnly() : Loader.of(data, transforms, batch);
    try (Loader loader = pass.workers(workers).through(sieve, Sieve.TEST, 1)) {
      while (loader.hasNext()) {
        Batch next = loader.next();
        if (next.size() > 0) {
          one(next);
        }
      }
    }
    if (samples == 0) {
      throw new BadData("no sample of " + data.name() + " can be used, so nothing can be judged; all " + data.size() + " were left out");
    }
    if (confusion.total() == 0) {
      throw Segmentation.unjudged(data);
    }
    return new Evaluation(samples, data.dense(), lossSum / judged, confusion, headConfusions, standouts.worst(), standouts.right(), showing.all(),
        (System.nanoTime() - start) / 1e9);
  }

  private void one(Batch batch) {
    try (Scope scope = Scope.silent()) {
      batch.checkLabels(data);
      Tensor labels = Tensors.labels(batch);
      Activations activations = body.apply(Tensors.images(batch, precision));
      samples += batch.size();
      Tensor scores = judged(activations.output(), batch);
      Confusion alone = Confusion.of(confusion.classes()).add(scores, labels);
      if (alone.total() > 0) { // a mask that is ignored as a whole teaches nothing and judges nothing
        judged += batch.size();
        lossSum += Objective.loss(loss, activations.output(), labels).item_double() * batch.size();
        confusion = confusion.plus(alone);
      }
      if (batch.dense()) {
        show(batch, scores, alone);
      } else {
        look(batch, Tensors.doubles(scores));
      }
      heads.forEach((tap, head) ->
          headConfusions.get(tap).add(judged(head.forward(activations.at(tap), false, Set.of()).output(), batch), labels));
    }
  }

  /** Scores at the size of the labels. */
  private static Tensor judged(Tensor scores, Batch batch) {
    return batch.dense() ? Tensors.resized(scores, batch.labelHeight(), batch.labelWidth()) : scores;
  }

  private void look(Batch batch, double[] scores) {
    int classes = confusion.classes();
    for (int i = 0; i < batch.size(); i++) {
      standouts.add(Guess.of(batch.indices()[i], batch.labels()[i], scores, i * classes, classes));
    }
  }

  /** A batch of one picture. */
  private void show(Batch batch, Tensor scores, Confusion alone) {
    if (alone.total() > 0) {
      short[] classes = Tensors.classes(scores);
      showing.add(batch.indices()[0], alone.meanIou(), new Mask(batch.labelHeight(), batch.labelWidth(), classes));
    }
  }
}
