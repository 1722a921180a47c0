package dev.sonde.net;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The way back from a kind's name and numbers to the layer; the fields are specified at {@link NetworkJson}. */
final class LayerReader {
  private static final Map<String, Function<Entry, Layer>> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("conv", LayerReader::conv);
    KINDS.put("transposed-conv", LayerReader::transposedConv);
    KINDS.put("batch-norm", e -> new Layer.BatchNorm(e.real("epsilon", 1e-5), e.real("momentum", 0.1)));
    KINDS.put("relu", e -> new Layer.Relu());
    KINDS.put("relu6", e -> new Layer.Relu6());
    KINDS.put("max-pool", LayerReader::maxPool);
    KINDS.put("average-pool", LayerReader::averagePool);
    KINDS.put("adaptive-average-pool", e -> new Layer.AdaptiveAveragePool(e.number("size")));
    KINDS.put("linear", e -> new Layer.Linear(e.number("features"), e.flag("bias", true)));
    KINDS.put("flatten", e -> new Layer.Flatten());
    KINDS.put("dropout", e -> new Layer.Dropout(e.real("rate", 0.5), e.flag("channels", false)));
    KINDS.put("local-response-norm", LayerReader::localResponseNorm);
    KINDS.put("add", e -> new Layer.Add());
    KINDS.put("concat", e -> new Layer.Concat());
    KINDS.put("resize", e -> new Layer.Resize(e.number("scale"), e.flag("align-corners", false)));
    KINDS.put("resize-like", e -> new Layer.ResizeLike(e.flag("align-corners", false)));
    KINDS.put("channel-pad", e -> new Layer.ChannelPad(e.number("before", 0), e.number("behind", 0)));
    KINDS.put("identity", e -> new Layer.Identity());
  }

  private LayerReader() {}

  static Layer layer(Entry entry) {
    String kind = entry.text("layer");
    if (!KINDS.containsKey(kind)) {
      throw new IllegalArgumentException(entry.where() + ": no layer is called \"" + kind + "\"" + Nearest.hint(kind, KINDS.keySet())
          + "; layers are " + String.join(", ", KINDS.keySet()));
    }
    return KINDS.get(kind).apply(entry);
  }

  private static Layer conv(Entry e) {
    return new Layer.Conv(e.number("filters"), e.number("kernel"), e.number("stride", 1), e.number("padding", 0),
        e.number("dilation", 1), e.number("groups", 1), e.flag("bias", true));
  }

  private static Layer transposedConv(Entry e) {
    return new Layer.TransposedConv(
        e.number("filters"), e.number("kernel"), e.number("stride", 1), e.number("padding", 0), e.flag("bias", true));
  }

  private static Layer maxPool(Entry e) {
    int kernel = e.number("kernel");
    return new Layer.MaxPool(kernel, e.number("stride", kernel), e.number("padding", 0), e.flag("ceil", false));
  }

  private static Layer averagePool(Entry e) {
    int kernel = e.number("kernel");
    return new Layer.AveragePool(
        kernel, e.number("stride", kernel), e.number("padding", 0), e.flag("ceil", false), e.flag("count-padding", true));
  }

  private static Layer localResponseNorm(Entry e) {
    return new Layer.LocalResponseNorm(e.number("size", 5), e.real("alpha", 1e-4), e.real("beta", 0.75), e.real("k", 1));
  }
}
