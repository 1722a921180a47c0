package dev.sonde.zoo;

import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Nearest;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The known architectures by name; each is drawn for the input and the number of classes at hand. */
public final class Zoo {
  private static final Map<String, Architecture> ALL = new LinkedHashMap<>();

  static {
    ALL.put("dsn-mnist", Dsn.MNIST);
    ALL.put("dsn-cifar", Dsn.CIFAR);
    ALL.put("cnds-8", Cnds.EIGHT);
    ALL.put("cnds-13", Cnds.THIRTEEN);
    ALL.put("vgg-11", Vgg.of("vgg-11", 1, 1, 2, 2, 2));
    ALL.put("vgg-13", Vgg.of("vgg-13", 2, 2, 2, 2, 2));
    ALL.put("vgg-16", Vgg.of("vgg-16", 2, 2, 3, 3, 3));
    List.of(20, 32, 44, 56, 110).forEach(depth -> ALL.put("resnet-" + depth, CifarResNet.of(depth)));
    ALL.put("resnet-18", ResNet.basic("resnet-18", 2, 2, 2, 2));
    ALL.put("resnet-34", ResNet.basic("resnet-34", 3, 4, 6, 3));
    ALL.put("resnet-50", ResNet.bottleneck("resnet-50", 3, 4, 6, 3));
    ALL.put("resnet-101", ResNet.bottleneck("resnet-101", 3, 4, 23, 3));
    ALL.put("googlenet", GoogLeNet.ARCHITECTURE);
    ALL.put("mobilenet-v2", MobileNetV2.ARCHITECTURE);
    ALL.put("unet", UNet.ARCHITECTURE);
  }

  private Zoo() {}

  /** Names of all architectures. */
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /**
   * The architecture {@code name} for samples of shape {@code input}: {@code [N, C, H, W] → [N, classes]}, or
   * {@code [N, classes, H, W]} for
   * {@code unet}.
   *
   * @throws IllegalArgumentException for a name that is not in the zoo, classes below 1, or an input too small for its windows
   */
  public static Network network(String name, Shape input, int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("classes " + classes + " of " + name + " must be at least 1");
    }
    return architecture(name).plan().network(input, classes);
  }

  /**
   * How the parameters of the network called {@code name} start where nobody says otherwise: as its authors or torchvision do;
   * He with zero biases for a
   * network that is not in the zoo.
   *
   * <p>The placement study of the CNDS paper is sensitive to biases: for zero ones with cnds-8 and cnds-13 use
   * {@code Initialization.of(new Initializer.Gaussian(0.01), 0)} instead.
   */
  public static Initialization initialization(String name) {
    return ALL.containsKey(name) ? ALL.get(name).initialization() : Initialization.of(new Initializer.He(), 0);
  }

  /** Paper and reference code of {@code name}. */
  public static String source(String name) {
    return architecture(name).source();
  }

  /** The input that {@code name} was designed for. */
  public static Shape defaultInput(String name) {
    return architecture(name).input();
  }

  private static Architecture architecture(String name) {
    if (!ALL.containsKey(name)) {
      throw new IllegalArgumentException("no network \"" + name + "\" in the zoo" + Nearest.hint(name, ALL.keySet())
          + "; known are " + String.join(", ", ALL.keySet()));
    }
    return ALL.get(name);
  }
}
