package dev.sonde.zoo;

import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Nearest;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The known architectures by name; each is drawn for the input and the number of classes at hand.
 *
 * <p>Networks for labels per place are also put together from an encoder and a decoder, written {@code deep-resnet-18-dilated+c1}. The spellings of
 * CSAIL's configurations are understood there ({@code resnet18dilated+c1}; its {@code resnet18} has the deep stem); what is written is always the name used
 * here, {@link #canonical}.
 */
public final class Zoo {
  private static final Shape PHOTOGRAPH = Shape.image(3, 512, 512);
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
    ALL.put("unet-plus-plus", UNetPlusPlus.ARCHITECTURE);
    ALL.put("hed", Hed.ARCHITECTURE);
  }

  private Zoo() {}

  /** Names of all whole architectures; those of two parts come from {@link #encoders} and {@link #decoders}. */
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /** Names of the networks that a decoder can read. */
  public static List<String> encoders() {
    return Encoders.names();
  }

  /** Names of what turns an encoder's maps into scores for every place. */
  public static List<String> decoders() {
    return Decoders.names();
  }

  /** Whether {@code name} is a whole architecture or an {@code encoder+decoder} of known parts, however spelt. */
  public static boolean knows(String name) {
    try {
      return ALL.containsKey(name) || EncoderDecoder.writes(name) && !canonical(name).isEmpty();
    } catch (IllegalArgumentException unknownPart) {
      return false;
    }
  }

  /**
   * The one name of the network called {@code name}: {@code deep-resnet-18-dilated+c1} for {@code resnet18dilated+c1}; a name without {@code +} as it is.
   *
   * @throws IllegalArgumentException for an unknown encoder or decoder
   */
  public static String canonical(String name) {
    return EncoderDecoder.writes(name) ? EncoderDecoder.parse(name).toString() : name;
  }

  /** The encoder called {@code name} alone: {@code [N, C, H, W] → conv5}. */
  public static Network encoder(String name, Shape input) {
    return Encoders.of(name).plan().network(input);
  }

  /**
   * The architecture {@code name} for samples of shape {@code input}: {@code [N, C, H, W] → [N, classes]}, or {@code [N, classes, h, w]} for
   * {@code unet}, {@code unet-plus-plus}, {@code hed} and those of two parts.
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
   * The network that reads {@code encoder}, any network with taps called as in {@link #encoder}, and goes on with {@code decoder}.
   *
   * @throws IllegalArgumentException for an unknown decoder, or an encoder without the taps that it reads
   */
  public static Network network(Network encoder, String decoder, int classes) {
    return EncoderDecoder.network(encoder, decoder, classes);
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
    return knows(name) ? architecture(name).initialization() : Initialization.of(new Initializer.He(), 0);
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
    if (EncoderDecoder.writes(name)) {
      EncoderDecoder parts = EncoderDecoder.parse(name);
      return new Architecture(parts.source(), PHOTOGRAPH, parts.initialization(), parts::network);
    }
    if (!ALL.containsKey(name)) {
      throw new IllegalArgumentException("no network \"" + name + "\" in the zoo" + Nearest.hint(name, ALL.keySet())
          + "; known are " + String.join(", ", ALL.keySet()) + ", and encoder+decoder such as deep-resnet-18-dilated+c1");
    }
    return ALL.get(name);
  }
}
