package dev.sonde.supervise;

import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A kind of auxiliary classifier: given the shape at its tap and the number of classes, a small network.
 *
 * <p>Written {@code linear}, {@code cnds}, {@code cnds prototxt}, {@code pooled}, {@code googlenet}, {@code c1}, {@code ppm},
 * {@code pixel}, {@code fcn}, {@code as-is}; with a law for the first weights behind it, if another is wanted: {@code cnds he}.
 */
public interface Head {
  /** Every kind, a longer name before one that begins it. */
  List<Head> KNOWN = List.of(linear(), new CndsHead(CndsHead.Variant.PROTOTXT), cnds(), pooled(), googlenet(),
      c1(), ppm(), pixel(), fcn(), asIs());

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

  /** C1DeepSup's branch: one convolution, then the class of every place of a map. */
  static Head c1() {
    return new C1Head("c1", 0);
  }

  /** PPMDeepsup's branch: {@link #c1} with dropout of channels. */
  static Head ppm() {
    return new C1Head("ppm", 0.1);
  }

  /** A 1x1 convolution to the class of every place of a map: nnU-Net's and U-Net++'s. */
  static Head pixel() {
    return new PixelHead();
  }

  /** torchvision's auxiliary FCN head. */
  static Head fcn() {
    return new FcnHead();
  }

  /** No classifier: the tap's values are scores already. */
  static Head asIs() {
    return new AsIsHead();
  }

  /** The same head with weights that start from {@code law} and biases from 0. */
  default Head start(Initializer law) {
    return new StartedHead(this, law);
  }

  /** The same head with this momentum of batch normalisation. */
  default Head normMomentum(double momentum) {
    return new NormedHead(this, momentum);
  }

  /** Reads the written form; throws {@link IllegalArgumentException} with those known. */
  static Head parse(String text) {
    String plain = text.strip();
    for (Head head : KNOWN) {
      if (plain.equals(head.toString())) {
        return head;
      }
      if (plain.startsWith(head + " ")) {
        return head.start(Initializer.parse(plain.substring(head.toString().length() + 1)));
      }
    }
    throw new IllegalArgumentException("no head \"" + text + "\"; known are "
        + KNOWN.stream().map(Head::toString).collect(Collectors.joining(", "))
        + ", each with a law for its first weights behind it if wanted: cnds he");
  }
}
