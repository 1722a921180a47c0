package dev.sonde.store;

import dev.sonde.supervise.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How others call the parameters of a body or a head: our name in, their name out; a name without a counterpart stays.
 *
 * <pre>
 * ours                          torchvision                    CSAIL
 * stem.conv1 (deep stem)        none                           conv1
 * features.2.conv.1.0           features.2.conv.1.0            features.2.conv.3      (MobileNetV2, ReLU6 counted)
 * conv3_2, fc6                  features.12, classifier.0      none                   (VGG, by position)
 * layer1.0.conv1                [backbone.]layer1.0.conv1      [encoder.]layer1.0.conv1
 * decoder.cbr.0                 classifier.0                   [decoder.]cbr.0
 * heads/conv4/cbr.0             aux_classifier.0               [decoder.]cbr_deepsup.0
 * heads/inception4a/conv.bn     aux1.conv.bn                   none
 * </pre>
 *
 * <p>Source: torchvision {@code models/{vgg,mobilenetv2,googlenet}.py}, {@code models/segmentation/fcn.py};
 * CSAILVision/semantic-segmentation-pytorch {@code mit_semseg/models/{models,resnet,mobilenet,hrnet}.py}.
 */
final class Naming {
  /** What our decoders' nodes begin with. */
  static final String DECODER = "decoder.";
  /** Place of torchvision's FCN among {@link #ofDecoder}. */
  static final int FCN = 3;
  /** Places of CSAIL's {@code decoder.cbr_deepsup} and torchvision's {@code aux_classifier} among {@link #ofHead} at conv4. */
  static final int DEEPSUP = 3;
  static final int AUXILIARY = 4;
  /** Where theirs hangs. */
  static final String AUXILIARY_TAP = "conv4";
  private static final Pattern VGG = Pattern.compile("conv(\\d)_(\\d)(\\..*)?");
  private static final Pattern FULL = Pattern.compile("fc([678])(\\..*)?");
  private static final Pattern BLOCK = Pattern.compile(
      "features\\.(\\d+)\\.conv\\.(\\d)(?:\\.(\\d))?\\.(weight|bias|running_mean|running_var)");

  private static final Pattern SIDE = Pattern.compile("(side\\d\\.score|fuse)\\..*");

  private Naming() {}

  /** Of a body without its decoder: as it is, then CSAIL's, each bare and under the prefixes of wrappers. */
  static List<UnaryOperator<String>> ofBody(Set<String> names) {
    List<UnaryOperator<String>> all = new ArrayList<>();
    for (String prefix : List.of("", "encoder.", "backbone.", "body/")) {
      all.add(name -> prefix + name);
      all.add(name -> prefix + csail(name));
      all.add(name -> prefix + torchvision(names, name));
    }
    return all;
  }

  /** Of a decoder. */
  static List<UnaryOperator<String>> ofDecoder(Set<String> names) {
    Map<String, String> positions = positions(names);
    return List.of(name -> name, name -> name.substring(DECODER.length()), name -> "body/" + name,
        name -> "classifier." + placed(positions, name));
  }

  /** Of HED's side outputs. */
  static List<UnaryOperator<String>> ofSides() {
    return List.of(name -> name, name -> "body/" + name);
  }

  /** Of the head at {@code tap}; CSAIL's and torchvision's hang at conv4, so one elsewhere is none of theirs, were it the only one. */
  static List<UnaryOperator<String>> ofHead(String tap, Set<String> names) {
    String own = Objective.PREFIX + tap + "/";
    Map<String, String> positions = positions(names);
    List<UnaryOperator<String>> all = new ArrayList<>(List.of(name -> name, name -> name.replace('/', '.')));
    if (tap.equals(AUXILIARY_TAP)) {
      all.add(name -> deepSupervised(name.substring(own.length())));
      all.add(name -> DECODER + deepSupervised(name.substring(own.length())));
      all.add(name -> "aux_classifier." + placed(positions, name));
    }
    List<String> inceptions = List.of("inception4a", "inception4d");
    if (inceptions.contains(tap)) {
      all.add(name -> "aux" + (inceptions.indexOf(tap) + 1) + "." + name.substring(own.length()));
    }
    return all;
  }

  /** {@code cbr.0.weight → cbr_deepsup.0.weight}. */
  static String deepSupervised(String name) {
    return name.replaceFirst("\\.", "_deepsup.");
  }

  /** CSAIL's name of a body's parameter. */
  static String csail(String name) {
    Matcher block = BLOCK.matcher(name);
    if (!block.matches()) {
      return name.startsWith("stem.") ? name.substring("stem.".length()) : name;
    }
    int nested = block.group(1).equals("1") ? 1 : 2;
    int part = Integer.parseInt(block.group(2));
    int place = block.group(3) != null ? 3 * part + Integer.parseInt(block.group(3)) : 3 * nested + part - nested;
    return "features." + block.group(1) + ".conv." + place + "." + block.group(4);
  }

  /** Torchvision's name of a body's parameter, given all of the body's. */
  static String torchvision(Set<String> names, String name) {
    Matcher conv = VGG.matcher(name);
    if (conv.matches()) {
      int before = 0;
      for (int stage = 1; stage < Integer.parseInt(conv.group(1)); stage++) {
        before += 2 * depth(names, stage) + 1;
      }
      return "features." + (before + 2 * (Integer.parseInt(conv.group(2)) - 1)) + conv.group(3);
    }
    Matcher full = FULL.matcher(name);
    return full.matches() && names.contains("conv1_1.weight") ? "classifier." + 3 * (Integer.parseInt(full.group(1)) - 6)
        + full.group(2) : name;
  }

  private static int depth(Set<String> names, int stage) {
    return (int) names.stream().filter(name -> name.matches("conv" + stage + "_\\d\\.weight")).count();
  }

  /** Places in torchvision's FCN head, a row of convolution, normalisation, ReLU, dropout, convolution, of modules in this order. */
  private static Map<String, String> positions(Set<String> names) {
    List<String> modules = names.stream().map(Naming::module).distinct().toList();
    Map<String, String> places = new TreeMap<>();
    for (int i = 0; i < modules.size() && modules.size() == 3; i++) {
      places.put(modules.get(i), List.of("0", "1", "4").get(i));
    }
    return places;
  }

  private static String placed(Map<String, String> positions, String name) {
    return positions.getOrDefault(module(name), "?") + name.substring(name.lastIndexOf('.'));
  }

  private static String module(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }

  /** Whether the names are of a body with a decoder. */
  static boolean dense(Set<String> names) {
    return names.stream().anyMatch(name -> name.startsWith(DECODER));
  }

  /** Which of {@code names} are of HED's side outputs and their fusion: layers that the released trunk does not have. */
  static Predicate<String> sides(Set<String> names) {
    boolean hed = names.contains("side1.score.weight");
    return name -> hed && SIDE.matcher(name).matches();
  }
}
