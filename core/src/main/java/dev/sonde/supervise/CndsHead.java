package dev.sonde.supervise;

import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import dev.sonde.net.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The CNDS branch: average pool 5/2 → 1x1 convolution to 64 (W_s5) → FC 1024 (W_s6) → FC 1024 (W_s7) → FC K (W_s8), with ReLU and dropout 0.5 after both
 * hidden layers. On maps below 5x5 the pool is left out, since no window of it would fit.
 *
 * <p>The paper's figure has a ReLU behind the 1x1 convolution, the released prototxt has none; {@link Variant} chooses. Weights N(0, 0.01),
 * biases 0.1, 1, 1, 0 as released.
 *
 * <p>Source: Wang et al., Training Deeper Convolutional Networks with Deep Supervision (2015), figure 1;
 * lwwang/Places_CNDS_model {@code train_val.prototxt}.
 */
record CndsHead(Variant variant) implements Head {
  enum Variant { FIGURE, PROTOTXT }

  private static final int POOL = 5;

  @Override
  public Network on(Shape tap, int classes) {
    if (!tap.isMap()) {
      throw new IllegalArgumentException("the cnds head pools and convolves a map, but its tap has shape " + tap + "; use the linear head there");
    }
    List<Node> nodes = new ArrayList<>();
    if (tap.height() >= POOL && tap.width() >= POOL) {
      append(nodes, "pool", new Layer.AveragePool(POOL, 2, 0, true, true));
    }
    append(nodes, "conv", Layer.Conv.of(64, 1));
    if (variant == Variant.FIGURE) {
      append(nodes, "relu", new Layer.Relu());
    }
    append(nodes, "flatten", new Layer.Flatten());
    for (String fc : List.of("fc1", "fc2")) {
      append(nodes, fc, new Layer.Linear(1024, true));
      append(nodes, fc + "-relu", new Layer.Relu());
      append(nodes, fc + "-dropout", new Layer.Dropout(0.5));
    }
    append(nodes, "fc3", new Layer.Linear(classes, true));
    return new Network("cnds head", tap, nodes);
  }

  private static void append(List<Node> chain, String name, Layer layer) {
    String last = chain.isEmpty() ? Network.INPUT : chain.get(chain.size() - 1).name();
    chain.add(new Node(name, layer, List.of(last)));
  }

  @Override
  public Initialization initialization() {
    Initializer narrow = new Initializer.Gaussian(0.01);
    return new Initialization(List.of(
        new Initialization.Rule("conv", narrow, new Initializer.Constant(0.1)),
        new Initialization.Rule("fc3", narrow, new Initializer.Constant(0)),
        new Initialization.Rule("*", narrow, new Initializer.Constant(1))));
  }

  @Override
  public String toString() {
    return variant == Variant.FIGURE ? "cnds" : "cnds prototxt";
  }
}
