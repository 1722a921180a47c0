package dev.sonde.supervise;

import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;

/**
 * No classifier at all: the tap's values are scores already, {@code [N, K, h, w]} or {@code [N, K]}, such as HED's side outputs.
 *
 * <p>Source: s9xie/hed {@code examples/hed/train_val.prototxt}, whose side outputs belong to the network and have losses of their own.
 */
record AsIsHead() implements Head {
  @Override
  public Network on(Shape tap, int classes) {
    if (tap.channels() != classes) {
      throw new IllegalArgumentException("the as-is head takes its tap for scores, but the tap has shape " + tap
          + " and there are " + classes + " classes; use the " + (tap.isMap() ? "pixel" : "linear") + " head there");
    }
    return NetworkBuilder.of("as-is head", tap).then("scores", new Layer.Identity()).build();
  }

  @Override
  public Initialization initialization() {
    return Initialization.of(new Initializer.Constant(0), 0);
  }

  @Override
  public String toString() {
    return "as-is";
  }
}
