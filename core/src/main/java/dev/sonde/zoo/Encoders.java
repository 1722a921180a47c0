package dev.sonde.zoo;

import dev.sonde.net.Layer;
import dev.sonde.net.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The encoders by name: each whose convolutions have the strides also as {@code -dilated} (output stride 8) and {@code -dilated16}. */
final class Encoders {
  /** What CSAIL's networks normalise with; its momentum is meant for the 100,000 steps of its schedule. */
  static final Layer.BatchNorm SLOW = new Layer.BatchNorm(1e-5, 0.001);

  private static final Layer.BatchNorm USUAL = Layer.BatchNorm.standard();
  private static final Map<String, Encoder> ALL = new LinkedHashMap<>();
  private static final Map<String, String> CSAIL = Map.of("resnet18", "deep-resnet-18", "resnet34", "deep-resnet-34", "resnet50", "deep-resnet-50",
      "resnet101", "deep-resnet-101", "resnext101", "deep-resnext-101", "mobilenetv2", "mobilenet-v2", "hrnetv2", "hrnet-v2-w48");

  static {
    dilatable("resnet-18", ResNet.encoder("resnet-18", Residual.basic(USUAL), 2, 2, 2, 2));
    dilatable("resnet-34", ResNet.encoder("resnet-34", Residual.basic(USUAL), 3, 4, 6, 3));
    dilatable("resnet-50", ResNet.encoder("resnet-50", Residual.bottleneck(USUAL), 3, 4, 6, 3));
    dilatable("resnet-101", ResNet.encoder("resnet-101", Residual.bottleneck(USUAL), 3, 4, 23, 3));
    dilatable("deep-resnet-18", ResNet.deep("deep-resnet-18", Residual.basic(SLOW), 64, 2, 2, 2, 2));
    dilatable("deep-resnet-34", ResNet.deep("deep-resnet-34", Residual.basic(SLOW), 64, 3, 4, 6, 3));
    dilatable("deep-resnet-50", ResNet.deep("deep-resnet-50", Residual.bottleneck(SLOW), 64, 3, 4, 6, 3));
    dilatable("deep-resnet-101", ResNet.deep("deep-resnet-101", Residual.bottleneck(SLOW), 64, 3, 4, 23, 3));
    dilatable("deep-resnext-101", ResNet.deep("deep-resnext-101", new Residual(2, 32, SLOW), 128, 3, 4, 23, 3));
    dilatable("mobilenet-v2", MobileNetV2.ENCODER);
    ALL.put("hrnet-v2-w48", HrNet.ENCODER);
    ALL.put("vgg-16", Vgg.encoder("vgg-16", 2, 2, 3, 3, 3));
  }

  private Encoders() {}

  private static void dilatable(String name, Encoder encoder) {
    ALL.put(name, encoder);
    ALL.put(name + "-dilated", encoder.dilated(name + "-dilated", 8));
    ALL.put(name + "-dilated16", encoder.dilated(name + "-dilated16", 16));
  }

  static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /** The name used here of an encoder that CSAIL calls {@code name}; any other name as it is. */
  static String canonical(String name) {
    boolean dilated = name.endsWith("dilated") && CSAIL.containsKey(name.substring(0, name.length() - "dilated".length()));
    String base = dilated ? name.substring(0, name.length() - "dilated".length()) : name;
    return CSAIL.getOrDefault(base, base) + (dilated ? "-dilated" : "");
  }

  static Encoder of(String name) {
    Encoder encoder = ALL.get(canonical(name));
    if (encoder == null) {
      String plain = canonical(name).replaceFirst("-dilated(16)?$", "");
      if (ALL.containsKey(plain)) {
        throw new IllegalArgumentException("encoder \"" + plain + "\" has no dilated form, since it is not convolutions that give it its strides one after another;"
            + " use it as it is, or a residual network");
      }
      throw new IllegalArgumentException("no encoder \"" + name + "\" in the zoo" + Nearest.hint(name, ALL.keySet())
          + "; known are " + String.join(", ", ALL.keySet()));
    }
    return encoder;
  }
}
