package dev.sonde.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.sonde.data.Samples;
import dev.sonde.loss.Loss;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkJson;
import dev.sonde.net.Plain;
import dev.sonde.net.Shape;
import dev.sonde.schedule.Schedule;
import dev.sonde.torch.Optimizer;
import dev.sonde.torch.ParameterGroup;
import dev.sonde.torch.Precision;
import dev.sonde.zoo.Zoo;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The written form of a {@link Recipe}: YAML or JSON, one mapping. An unknown key is an error.
 *
 * <pre>
 * network    zoo name, or a whole network as a mapping (see NetworkJson)       required; ENCODER+DECODER_deepsup is the plain one with published heads
 * data       folder, name of a downloaded set, or shapes                       required
 * samples    {train: 500, test: 1000}                  all; a draw with classes in balance, for training by the seed
 * input      3x32x32                                  that of the first sample
 * prepare    [gcn 55, zca 0.1]                         once over the whole data
 * train      [pad-crop 4, flip, …]                     per training sample
 * eval       [center-crop 227, …]                      per evaluation sample
 * loss       cross-entropy | squared-hinge | …         cross-entropy
 * norm       frozen | momentum 0.01 | frozen momentum 0.01     batch normalisation; the network's own
 * weights    FILE | [FILE, FILE] | {files: [FILE], lenient: yes}    first values from files, over init; lenient takes what fits, whatever does not
 * init       [{at: "conv*", weight: gaussian 0.01, bias: 0.1}]   the zoo's
 * supervise  published | auto | none | {tap: 0.3 decaying} | {tap: {head, loss, weight, rate, margin}} | halving TAP TAP … with HEAD    none
 * place      {rule, head, weight, iterations, max-cost, max-heads}    with supervise: auto; see PlacingText
 * because    [why each head hangs where it does]       written by auto, together with the heads
 * optimizer  sgd momentum=0.9 decay=5e-4 nesterov      sgd momentum=0.9
 * groups     [{at: "*.bias", rate: 2, decay: 0, only: vectors}]   parameter multipliers, first match wins; only vectors if said
 * rate       learning-rate schedule                    0.01
 * clip       bound of the gradient norm                0 (none)
 * batch      samples per step                          128
 * epochs     length of the run                         10
 * phases     [{epochs, rate, heads: on|off, restart: yes|no}] instead of epochs    one phase of epochs at rate
 * steps      upper bound of steps                      0 (none)
 * evaluate   epochs between evaluations                1; the last epoch is always evaluated
 * seed       1        workers  2
 * diagnose   steps from one diagnosis of the gradients to the next    0 (none)
 * precision  float32 | bfloat16                        float32; bfloat16 where the processor has instructions for it
 * checkpoint 1 epoch | 100 steps | 10 minutes | a list of them        1 epoch; the end of the run is always saved
 * keep       how many of the newest checkpoints stay                  3
 * on-bad-sample   fail | skip N                        fail; skip: damaged samples are left out, at most N different ones
 * on-bad-loss     stop | rollback TIMES rate FACTOR    stop; rollback: to the newest checkpoint, and on at a smaller rate
 * spike      alert where the loss is so many times its usual value    10; 0 for never
 * </pre>
 */
final class RecipeText {
  private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
      .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
      .disable(YAMLGenerator.Feature.SPLIT_LINES).build()).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private static final String DEEPSUP = "_deepsup";

  private RecipeText() {}

  static ObjectNode empty() {
    return YAML.createObjectNode();
  }

  static JsonNode tree(String text, String where) {
    try {
      JsonNode tree = Plain.tree(YAML, text, where);
      if (!(tree instanceof ObjectNode)) {
        throw new IllegalArgumentException(where + " is no recipe: it must be a mapping of keys to values");
      }
      return tree;
    } catch (JsonProcessingException e) {
      String place = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
      throw new IllegalArgumentException(where + place + ": " + Plain.said(e), e);
    }
  }

  static Recipe recipe(JsonNode tree, String where) {
    Fields f = new Fields(tree, where);
    JsonNode network = f.node("network").orElseThrow(() -> new IllegalArgumentException(where + " has no \"network\""));
    Network body = network.isObject() ? NetworkJson.network(network) : null;
    boolean deepsup = body == null && f.required("network").endsWith(DEEPSUP);
    String name = body == null ? canonical(f.required("network")) : body.name();
    boolean dense = body == null ? Zoo.knows(name) && Zoo.network(name, Zoo.defaultInput(name), 2).outputShape().isMap() : body.outputShape().isMap();
    Loss loss = f.text("loss", Loss::parse).orElse(Loss.crossEntropy());
    if (body != null && f.node("input").isPresent()) {
      throw new IllegalArgumentException("\"input\" in " + where + " would be ignored: the network that is written out there has its own");
    }
    Recipe recipe = new Recipe(name, body, f.text("input", Shape::parse).orElse(null), f.required("data"), samples(f),
        f.texts("prepare"), f.texts("train"), f.texts("eval"), loss, f.text("norm", Norm::parse).orElse(Norm.USUAL), weights(f),
        initialization(f), SupervisionText.heads(f, name, dense, deepsup, loss), SupervisionText.placing(f), f.texts("because"),
        f.text("optimizer", Optimizer::parse).orElse(Optimizer.parse("sgd momentum=0.9")), groups(f), f.number("clip", 0, 0),
        f.count("batch", Recipe.BATCH, 1), phases(f), (long) f.count("steps", 0, 0), f.count("evaluate", 1, 1),
        f.text("seed", Long::valueOf).orElse(1L), f.count("workers", 2, 1), f.count("diagnose", 0, 0),
        f.text("precision", Precision::parse).orElse(Precision.FLOAT32), Care.of(f));
    f.done();
    return recipe;
  }

  /** CSAIL's {@code c1_deepsup} is {@code c1} with its published heads, so that is what a recipe says. */
  private static String canonical(String network) {
    String plain = network.endsWith(DEEPSUP) ? network.substring(0, network.length() - DEEPSUP.length()) : network;
    return Zoo.knows(plain) ? Zoo.canonical(plain) : plain;
  }

  private static Samples samples(Fields f) {
    return f.node("samples").map(node -> {
      Fields halves = new Fields(node, "samples");
      Samples samples = new Samples(halves.count("train", 0, 0), halves.count("test", 0, 0));
      halves.done();
      return samples;
    }).orElse(Samples.ALL);
  }

  private static @Nullable Initialization initialization(Fields f) {
    List<Initialization.Rule> rules = f.list("init", item -> new Initialization.Rule(item.required("at"),
        Initializer.parse(item.required("weight")), item.text("bias", RecipeText::bias).orElse(new Initializer.Constant(0))));
    return rules.isEmpty() ? null : new Initialization(rules);
  }

  private static Initializer bias(String text) {
    return text.matches("[-+.0-9eE]+") ? new Initializer.Constant(Double.parseDouble(text)) : Initializer.parse(text);
  }

  private static List<ParameterGroup> groups(Fields f) {
    return f.list("groups", item -> new ParameterGroup(item.required("at"), item.number("rate", 1, 0), item.number("decay", 1, 0),
        item.text("only", RecipeText::vectors).orElse(false)));
  }

  private static Beginning weights(Fields f) {
    Optional<JsonNode> node = f.node("weights");
    if (node.isEmpty() || !node.get().isObject()) {
      return new Beginning(f.texts("weights"), false);
    }
    Fields fields = new Fields(node.get(), "weights");
    Beginning weights = new Beginning(fields.texts("files"), fields.flag("lenient", false));
    fields.done();
    return weights;
  }

  private static void weights(ObjectNode tree, Beginning weights) {
    if (weights.lenient()) {
      texts(tree.putObject("weights").put("lenient", true), "files", weights.files());
    } else {
      texts(tree, "weights", weights.files());
    }
  }

  private static boolean vectors(String text) {
    if (!text.equals("vectors")) {
      throw new IllegalArgumentException("\"" + text + "\" is no kind of parameters; only: vectors means biases, and scale and shift of batch normalisation");
    }
    return true;
  }

  private static List<Phase> phases(Fields f) {
    Schedule rate = f.text("rate", Schedule::parse).orElse(Schedule.constant(0.01));
    int epochs = f.count("epochs", 10, 1);
    List<Phase> phases = f.list("phases", item -> new Phase(item.count("epochs", 1, 1), item.text("rate", Schedule::parse).orElse(rate),
        item.flag("heads", true), item.flag("restart", false)));
    if (!phases.isEmpty() && f.node("epochs").isPresent()) {
      throw new IllegalArgumentException("a recipe has epochs or phases, not both; each phase has its own epochs");
    }
    return phases.isEmpty() ? List.of(new Phase(epochs, rate, true, false)) : phases;
  }

  /** {@code tree} with the value at a dotted key replaced. A part of the key may itself contain dots, as tap names do: the longest known name wins. */
  static JsonNode changed(JsonNode tree, String key, String value) {
    ObjectNode root = tree.deepCopy();
    if (key.startsWith("samples.") && !root.has("samples")) {
      root.putObject("samples");
    }
    ObjectNode place = root;
    String rest = key;
    for (String step = step(place, rest); step != null; step = step(place, rest)) {
      place = (ObjectNode) place.get(step);
      rest = rest.substring(step.length() + 1);
    }
    if (key.matches("place[.].*") && (root.has("because") || !root.has("place"))) {
      throw new IllegalArgumentException("\"" + key + "\" says how heads are to be placed, and this recipe places none"
          + (root.has("because") ? " any more; say supervise=auto to place them anew" : "; it goes with supervise=auto (--supervise auto)"));
    }
    if (value.isBlank()) {
      throw new IllegalArgumentException("\"" + key + "=\" has no value; write " + key + "=VALUE");
    }
    if (root == place && (rest.equals("rate") || rest.equals("epochs")) && root.has("phases")) {
      throw new IllegalArgumentException("the recipe has phases, each with its own epochs and rate; change \"phases\" instead of \"" + rest + "\"");
    }
    if (root == place && rest.equals("phases")) {
      root.remove(List.of("rate", "epochs"));
    }
    if (root == place && rest.equals("supervise")) {
      root.remove("because");
      if (!value.strip().equals(SupervisionText.AUTO)) {
        root.remove("place");
      }
    }
    place.set(rest, tree("value: " + value, key + "=" + value).get("value"));
    return root;
  }

  private static @Nullable String step(ObjectNode place, String rest) {
    String best = null;
    for (var names = place.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (rest.startsWith(name + ".") && place.get(name).isObject() && (best == null || name.length() > best.length())) {
        best = name;
      }
    }
    return best;
  }

  static String yaml(Recipe recipe) {
    try {
      return YAML.writeValueAsString(tree(recipe));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a recipe always has a written form", e);
    }
  }

  static ObjectNode tree(Recipe r) {
    ObjectNode tree = empty();
    if (r.body() == null) {
      tree.put("network", r.network());
    } else {
      tree.set("network", NetworkJson.tree(r.body()));
    }
    if (r.input() != null) {
      tree.put("input", r.input().toString());
    }
    tree.put("data", r.data());
    if (!r.samples().equals(Samples.ALL)) {
      tree.putObject("samples").put("train", r.samples().train()).put("test", r.samples().test());
    }
    texts(tree, "prepare", r.prepare());
    texts(tree, "train", r.train());
    texts(tree, "eval", r.eval());
    tree.put("loss", r.loss().toString());
    unusual(tree, "norm", r.norm().toString(), Norm.USUAL.toString());
    weights(tree, r.weights());
    if (r.init() != null) {
      r.init().rules().forEach(rule -> tree.withArray("init").addObject().put("at", rule.pattern()).put("weight", rule.weight().toString()).put("bias", rule.bias().toString()));
    }
    SupervisionText.write(tree, r);
    texts(tree, "because", r.because());
    tree.put("optimizer", r.optimizer().toString());
    r.groups().forEach(g -> {
      ObjectNode group = tree.withArray("groups").addObject().put("at", g.at()).put("rate", g.rate()).put("decay", g.decay());
      if (g.vectors()) {
        group.put("only", "vectors");
      }
    });
    unusual(tree, "clip", r.clip(), 0.0);
    tree.put("batch", r.batch());
    phases(tree, r.phases());
    unusual(tree, "steps", r.steps(), 0L);
    unusual(tree, "evaluate", r.evaluate(), 1);
    tree.put("seed", r.seed()).put("workers", r.workers());
    unusual(tree, "diagnose", r.diagnose(), 0L);
    unusual(tree, "precision", r.precision().toString(), Precision.FLOAT32.toString());
    r.care().write(tree);
    return tree;
  }

  /** Writes a key whose value is not the usual one. */
  private static <T> void unusual(ObjectNode tree, String key, T value, T usual) {
    if (!value.equals(usual)) {
      tree.set(key, YAML.valueToTree(value));
    }
  }

  private static void phases(ObjectNode tree, List<Phase> phases) {
    if (phases.size() == 1 && phases.get(0).heads() && !phases.get(0).restart()) {
      tree.put("epochs", phases.get(0).epochs()).put("rate", phases.get(0).rate().toString());
      return;
    }
    ArrayNode list = tree.putArray("phases");
    phases.forEach(p -> list.addObject().put("epochs", p.epochs()).put("rate", p.rate().toString()).put("heads", p.heads()).put("restart", p.restart()));
  }

  private static void texts(ObjectNode tree, String key, List<String> values) {
    if (!values.isEmpty()) {
      values.forEach(tree.putArray(key)::add);
    }
  }
}
