package dev.sonde.supervise;

import dev.sonde.net.Initialization;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;
import java.util.List;

/**
 * A kind of auxiliary classifier: given the shape at its tap and the number of classes, a small network.
 *
 * <p>Written {@code linear}, {@code cnds}, {@code cnds prototxt}, {@code pooled}, {@code googlenet}.
 */
public interface Head {
  /**
   * The head's network at a tap of shape {@code tap}.
   *
   * @throws IllegalArgumentException where the head cannot stand on that shape, saying why
   */
  Network on(Shape tap, int classes);

  /** How its parameters start. */
  Initialization initialization();

  /** DSN's companion: the map flattened into one linear classifier. */
  static Head linear() {
    return new LinearHead();
  }

  /** The CNDS branch as the paper's figure draws it. */
  static Head cnds() {
    return new CndsHead(CndsHead.Variant.FIGURE);
  }

  /** Global average pooling, then a linear classifier: the cheapest. */
  static Head pooled() {
    return new PooledHead();
  }

  /** GoogLeNet's auxiliary classifier, with batch normalisation. */
  static Head googlenet() {
    return new GoogLeNetHead();
  }

  /** Reads the written form; throws {@link IllegalArgumentException} with those known. */
  static Head parse(String text) {
    return switch (text.strip()) {
      case "linear" -> linear();
      case "cnds", "cnds figure" -> cnds();
      case "cnds prototxt" -> new CndsHead(CndsHead.Variant.PROTOTXT);
      case "pooled" -> pooled();
      case "googlenet" -> googlenet();
      default -> throw new IllegalArgumentException("no head \"" + text + "\"; known are " + List.of("linear", "cnds", "cnds prototxt", "pooled", "googlenet"));
    };
  }
}
