package dev.sonde.torch;

import dev.sonde.net.Layer;
import dev.sonde.net.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of an {@link Engine}: a node alone, or a convolution or linear layer with what follows it.
 *
 * <p>{@code y = bend(norm(layer(x)) + addend)}, every part but the layer optional.
 *
 * @param node   the first node; its inputs are names of stages' results
 * @param result name of the last node taken in: what the stage's value is called
 * @param norm   the batch normalisation taken into the weights
 * @param addend the value added
 */
record Stage(Node node, String result, @Nullable Node norm, @Nullable String addend, Bend bend) {
  /** The bend behind a layer, as oneDNN calls it. */
  enum Bend {
    NONE("none"), RELU("relu"), RELU6("hardtanh", 0, 6);

    final String word;
    private final double[] bounds;

    Bend(String word, double... bounds) {
      this.word = word;
      this.bounds = bounds;
    }

    double[] bounds() {
      return bounds.clone();
    }

    /** Of a layer that is one, else {@link #NONE}. */
    static Bend of(Layer layer) {
      return layer instanceof Layer.Relu ? RELU : layer instanceof Layer.Relu6 ? RELU6 : NONE;
    }
  }

  static Stage alone(Node node) {
    return new Stage(node, node.name(), null, null, Bend.NONE);
  }

  /** Whether it has weights that are packed. */
  boolean packs() {
    return packs(node.layer());
  }

  static boolean packs(Layer layer) {
    return layer instanceof Layer.Conv || layer instanceof Layer.Linear;
  }

  String input() {
    return node.inputs().get(0);
  }

  /** Every value it reads. */
  List<String> reads() {
    return addend == null ? node.inputs() : List.of(input(), addend);
  }
}
