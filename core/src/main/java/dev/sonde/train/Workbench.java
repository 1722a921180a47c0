package dev.sonde.train;

import dev.sonde.data.BadData;
import dev.sonde.data.Batch;
import dev.sonde.data.Dataset;
import dev.sonde.data.Fingerprints;
import dev.sonde.data.Loader;
import dev.sonde.data.Preparation;
import dev.sonde.data.Seed;
import dev.sonde.data.Sieve;
import dev.sonde.data.Skipped;
import dev.sonde.data.Split;
import dev.sonde.data.Transform;
import dev.sonde.net.Initialization;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import dev.sonde.net.Shape;
import dev.sonde.probe.GradientProbe;
import dev.sonde.store.Checkpoint;
import dev.sonde.store.Weights;
import dev.sonde.supervise.Objective;
import dev.sonde.supervise.Supervision;
import dev.sonde.torch.ParameterGroup;
import dev.sonde.torch.Precision;
import dev.sonde.zoo.Zoo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A recipe resolved against its data: the network at its real shape, the prepared sets, the transforms, checked against each other. */
final class Workbench {
  private final Recipe recipe;
  private final Network network;
  private final List<Supervision> supervisions;
  private final Map<String, Network> heads;
  private final Preparation preparation;
  private final Sieve sieve;
  private final Dataset train;
  private final Dataset test;
  private final Split raw;
  private @Nullable Fingerprints fingerprints;
  private final List<Transform> trainTransforms;
  private final List<Transform> evalTransforms;

  private Workbench(Recipe recipe, Split data, Sieve sieve, boolean exact, boolean fresh) {
    this.recipe = recipe;
    this.sieve = sieve;
    raw = data;
    trainTransforms = Transform.parse(recipe.train());
    evalTransforms = Transform.parse(recipe.eval());
    preparation = Preparation.fit(recipe.prepare(), data.train(), sieve);
    train = preparation.of(data.train(), sieve, Sieve.TRAIN);
    test = preparation.of(data.test(), sieve, Sieve.TEST);
    Shape shape = shape(train, Loader.of(train, trainTransforms, 1).through(sieve, Sieve.TRAIN, 1));
    network = recipe.norm().of(recipe.body() == null
        ? Zoo.network(recipe.network(), recipe.input() == null ? shape : recipe.input(), train.classes().size()) : recipe.body());
    supervisions = recipe.norm().of(recipe.supervise());
    check(shape, "a training sample");
    if (exact) {
      check(shape(test, Loader.of(test, evalTransforms, 1).imagesOnly().through(sieve, Sieve.TEST, 1)), "an evaluation sample");
      checkOutputs();
    }
    heads = Objective.networks(network, supervisions, network.outputShape().channels());
    checkPatterns();
    checkLosses();
    if (fresh) {
      checkWeights();
    }
    if (exact) {
      checkLastBatch();
    }
  }

  /** For a training from the beginning. */
  static Workbench of(Recipe recipe, Split data) {
    return new Workbench(recipe, data, Sieve.of(recipe.care().badSamples()), true, true);
  }

  /**
   * For a training that goes on from {@code checkpoint}; what its first weights came from may be gone.
   *
   * @throws IllegalArgumentException where the data is not the one that the run began with
   */
  static Workbench goingOn(Recipe recipe, Split data, Checkpoint checkpoint) {
    Fingerprints.parse(checkpoint.note("data")).changed(Fingerprints.of(data)).ifPresent(change -> { // before anything of the data is read
      throw new IllegalArgumentException("the run cannot go on from " + checkpoint.file() + ": " + change);
    });
    return goingOn(recipe, data, Skipped.parse(checkpoint.notes().getOrDefault("skipped", Skipped.NONE.text())));
  }

  /** The same, having left out what {@code before} says. */
  static Workbench goingOn(Recipe recipe, Split data, Skipped before) {
    return new Workbench(recipe, data, Sieve.of(recipe.care().badSamples(), before), true, false);
  }

  /** For a probe, which evaluates nothing and may have more outputs than the data has classes. */
  static Workbench probing(Recipe recipe, Split data) {
    return new Workbench(recipe, data, Sieve.of(recipe.care().badSamples()), false, true);
  }

  /** Shape of the first good sample behind the transforms. */
  private static Shape shape(Dataset data, Loader one) {
    Batch first = first(data, one);
    return Shape.image(first.channels(), first.height(), first.width());
  }

  /** The first batch of a pass that is not empty. */
  private static Batch first(Dataset data, Loader pass) {
    try (Loader loader = pass) {
      while (loader.hasNext()) {
        Batch batch = loader.next();
        if (batch.size() > 0) {
          return batch;
        }
      }
    }
    throw new BadData("no sample of " + data.name() + " can be used; all " + data.size() + " were left out");
  }

  private void check(Shape shape, String what) {
    if (train.dense() ? !network.takes(shape) : !shape.equals(network.input())) {
      throw new IllegalArgumentException(what + " of " + train.name() + " has shape " + shape + ", but " + network.name() + " takes " + network.input()
          + "; resize or crop it in the transforms, or set input: " + shape);
    }
  }

  private void checkOutputs() {
    if (network.outputShape().isMap() != train.dense()) {
      throw new IllegalArgumentException(network.name() + " ends in shape " + network.outputShape() + ", but " + train.name() + " has "
          + (train.dense() ? "a class for each pixel; take a network that ends in a map, such as unet or deep-resnet-18-dilated+c1"
              : "one class for a picture; take a network that ends in a vector, such as cnds-8"));
    }
    if (network.outputShape().channels() != classes().size()) {
      throw new IllegalArgumentException(network.name() + " ends in shape " + network.outputShape() + ", but " + train.name() + " has "
          + classes().size() + " classes; its last layer must have as many features");
    }
  }

  /** Found at the end of the first epoch otherwise, which may be an hour away. */
  private void checkLastBatch() {
    if (pass(0).least() == 1) {
      social().ifPresent(name -> {
        throw new IllegalArgumentException("a batch of " + recipe.batch() + " leaves one sample of " + train.name() + " over, and batch normalisation at \""
            + name + "\" cannot take the variance of one value; choose another batch");
      });
    }
  }

  /** The first batch normalisation that sees one value of a sample, and so needs more than one sample. */
  private Optional<String> social() {
    return recipe.norm().frozen() ? Optional.empty()
        : Stream.concat(Stream.of(network), heads.values().stream()).flatMap(part -> social(part, part.shapes())).findFirst();
  }

  private static Stream<String> social(Network part, Map<String, Shape> shapes) {
    return part.nodes().stream().filter(node -> node.layer() instanceof Layer.BatchNorm).map(Node::name)
        .filter(name -> shapes.get(name).height() * shapes.get(name).width() == 1);
  }

  /** Samples that a training batch must keep where others of it are left out. */
  private int least() {
    return social().isPresent() ? 2 : 1;
  }

  /** The training samples of an epoch in their order. Empty batches are passed over: they count as batches, not as steps. */
  Loader pass(int epoch) {
    return Loader.of(train, trainTransforms, recipe.batch()).shuffled(Seed.of(recipe.seed()).stream("data"), epoch)
        .through(sieve, Sieve.TRAIN, least());
  }

  /** The first test samples, as an evaluation meets them. */
  Batch firstTest() {
    return first(test, Loader.of(test, evalTransforms, test.dense() ? 1 : recipe.batch()).imagesOnly().through(sieve, Sieve.TEST, 1));
  }

  /** What keeps damaged samples out, and the book of them. */
  Sieve sieve() {
    return sieve;
  }

  /** Of both sets as they were opened. */
  Fingerprints fingerprints() {
    fingerprints = fingerprints == null ? Fingerprints.of(raw) : fingerprints; // reads files: only where somebody asks
    return fingerprints;
  }

  /** A pattern that matches nothing is a typing error that would change the training in silence. */
  private void checkPatterns() {
    Map<String, List<Integer>> parameters = new LinkedHashMap<>(network.parameters());
    heads.forEach((tap, head) -> head.parameters().forEach((name, sizes) -> parameters.put(Objective.PREFIX + tap + "/" + name, sizes)));
    for (ParameterGroup group : recipe.groups()) {
      if (parameters.entrySet().stream().noneMatch(parameter -> group.matches(parameter.getKey(), parameter.getValue().size()))) {
        throw new IllegalArgumentException("\"" + group.at() + "\" in groups matches no " + (group.vectors() ? "vector" : "parameter") + " of " + network.name() + " or its heads; parameters are called "
            + parameters.keySet().iterator().next() + ", …");
      }
    }
  }

  private void checkLosses() {
    int classes = network.outputShape().channels();
    recipe.loss().check(classes);
    supervisions.forEach(supervision -> supervision.loss().check(classes));
  }

  /** That the recipe's files are there and belong to body and heads; nothing of them is read but names and sizes. */
  private void checkWeights() {
    if (!recipe.weights().files().isEmpty()) {
      try (Weights weights = recipe.weights().open()) {
        weights.fit(network, heads);
      }
    }
  }

  /** The beginning of this training as a probe: the same first weights, batches and steps, at the rate of the first phase in which heads train. */
  GradientProbe probe() {
    Phase first = recipe.phases().stream().filter(Phase::heads).findFirst().orElse(recipe.phases().get(0));
    return GradientProbe.of(network).on(train).transforms(trainTransforms).loss(recipe.loss()).start(initialization())
        .beginning((body, objective) -> Beginning.of(recipe, body, objective)).optimizer(recipe.optimizer(), recipe.groups(), recipe.clip()).rate(first.rate(), first.epochs())
        .batch(recipe.batch()).precision(precision()).workers(recipe.workers()).leaving(recipe.care().badSamples(), least()).seed(Seed.of(recipe.seed()));
  }

  Network network() {
    return network;
  }

  /** The recipe's heads, their batch normalisation as the recipe has it. */
  List<Supervision> supervisions() {
    return supervisions;
  }

  /** The heads' networks by tap. */
  Map<String, Network> heads() {
    return heads;
  }

  Initialization initialization() {
    return recipe.init() == null ? Zoo.initialization(network.name()) : recipe.init();
  }

  /** The recipe's, or float32 where this processor lacks it. */
  Precision precision() {
    return recipe.precision().here();
  }

  List<String> classes() {
    return train.classes();
  }

  Dataset train() {
    return train;
  }

  Dataset test() {
    return test;
  }

  /** The test set before preparation. */
  Dataset rawTest() {
    return raw.test();
  }

  List<Transform> trainTransforms() {
    return trainTransforms;
  }

  List<Transform> evalTransforms() {
    return evalTransforms;
  }

  /** Everything of a run that a checkpoint keeps; {@code standing} says where it stands. */
  Checkpoint.Contents contents(Run run, Learner learner, Map<String, String> standing) {
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put("recipe", recipe.yaml());
    notes.put("version", Environment.version());
    notes.put("epoch", String.valueOf(run.epoch()));
    notes.put("step", String.valueOf(run.step()));
    notes.put("skipped", sieve.skipped().text());
    notes.put("data", fingerprints().text());
    notes.putAll(standing);
    if (test.dense()) {
      notes.put("palette", String.join(",", test.palette().texts()));
    }
    return new Checkpoint.Contents(learner.model(), learner.objective().heads(), learner.numeric().updates(), classes(), recipe.loss().toString(), recipe.eval(), preparation, notes);
  }
}
