package dev.sonde.torch;

/**
 * A rule that turns gradients into steps, as data; {@link Updates} runs it. The learning rate is a schedule of the recipe, not a number here.
 *
 * <p>Written {@code sgd momentum=0.9 decay=5e-4 nesterov}, {@code adam beta1=0.9 beta2=0.999 decay=0}, {@code adamw decay=0.01}.
 */
public sealed interface Optimizer permits Sgd, Adam {
  /** Weight decay before a {@link ParameterGroup}'s multiplier. */
  double decay();

  /** Values that are kept for each parameter. */
  int slots();

  /** Reads the written form; throws {@link IllegalArgumentException} naming the unknown word and those known. */
  static Optimizer parse(String text) {
    Words words = new Words(text);
    Optimizer optimizer = switch (words.name()) {
      case "sgd" -> new Sgd(words.number("momentum", 0), words.flag("nesterov"), words.number("decay", 0));
      case "adam", "adamw" -> new Adam(words.number("beta1", 0.9), words.number("beta2", 0.999), words.number("epsilon", 1e-8),
          words.number("decay", words.name().equals("adamw") ? 0.01 : 0), words.name().equals("adamw"));
      default -> throw new IllegalArgumentException("no optimizer \"" + words.name() + "\"; known are sgd, adam, adamw");
    };
    words.done();
    return optimizer;
  }
}
