package dev.sonde.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Images and masks that belong together by their names, in two folders: {@code a/b.jpg} to {@code a/b.png}, once the ends are taken off.
 *
 * @param images   folder of images, relative to the data root
 * @param masks    folder of masks
 * @param imageEnd what follows the stem in an image's name, such as {@code _leftImg8bit.png} (Cityscapes); empty for any picture
 * @param maskEnd  what follows it in a mask's name, such as {@code _gtFine_labelTrainIds.png}; empty for {@code .png}
 */
record Stems(String images, String masks, String imageEnd, String maskEnd) {
  private static final List<String> PICTURES = List.of(".jpg", ".jpeg", ".png", ".webp", ".bmp", ".JPG", ".JPEG", ".PNG");
  private static final String NO_MASK = " has no mask";
  private static final String NO_IMAGE = " is the mask of no image";

  /** The pair of one stem. */
  Pair pair(String stem, Within root, String from) {
    List<String> ends = imageEnd.isEmpty() ? PICTURES : List.of(imageEnd);
    String image = ends.stream().map(end -> images + "/" + stem + end).filter(name -> Files.exists(root.root().resolve(name))).findFirst()
        .orElse(images + "/" + stem + ends.get(0));
    return new Pair(root.resolve(image, from), root.resolve(masks + "/" + stem + maskEnding(), from), from);
  }

  /** Whether a problem that {@link #all} told is a picture without its other. */
  static boolean alone(BadData problem) {
    return problem.getMessage().contains(NO_MASK) || problem.getMessage().contains(NO_IMAGE);
  }

  private String maskEnding() {
    return maskEnd.isEmpty() ? ".png" : maskEnd;
  }

  /** Every image of the folder with its mask; an image without a mask, and a mask without an image, is a problem. */
  List<Pair> all(Within root, Consumer<BadData> problems) {
    Map<String, Path> pictures = found(root.resolve(images, "the data description"), imageEnd.isEmpty() ? PICTURES : List.of(imageEnd));
    Map<String, Path> answers = found(root.resolve(masks, "the data description"), List.of(maskEnding()));
    Set<String> stems = new LinkedHashSet<>(pictures.keySet());
    stems.addAll(answers.keySet());
    List<Pair> pairs = new ArrayList<>();
    for (String stem : stems) {
      if (!answers.containsKey(stem)) {
        problems.accept(new BadData(pictures.get(stem) + NO_MASK + "; there is no " + root.root().resolve(masks).resolve(stem + maskEnding())));
      } else if (!pictures.containsKey(stem)) {
        problems.accept(new BadData(answers.get(stem) + NO_IMAGE + "; there is none of that name in " + root.root().resolve(images)));
      } else {
        pairs.add(new Pair(pictures.get(stem), answers.get(stem), images));
      }
    }
    return pairs;
  }

  /** Files by stem, in the order of names; hidden ones passed over. */
  private static Map<String, Path> found(Path folder, List<String> ends) {
    try (Stream<Path> walk = Files.walk(folder)) {
      Map<String, Path> all = new LinkedHashMap<>();
      walk.filter(file -> Files.isRegularFile(file) && !Folder.hidden(file)).sorted().forEach(file -> {
        String name = folder.relativize(file).toString().replace('\\', '/');
        ends.stream().filter(name::endsWith).findFirst().ifPresent(end -> all.put(name.substring(0, name.length() - end.length()), file));
      });
      return all;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(folder + " cannot be listed: " + e.getMessage(), e);
    }
  }
}
