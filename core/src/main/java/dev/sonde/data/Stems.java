package dev.sonde.data;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.stream.StreamSupport;

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

  /**
   * The pair of one stem.
   *
   * @throws BadData where a path leads out of the root or is not there, or where there are two pictures of that stem
   */
  Pair pair(String stem, Within root, String from) {
    List<String> names = ends().stream().map(end -> images + "/" + stem + end).toList();
    List<String> there = names.stream().filter(name -> Files.exists(root.place(name, from))).toList();
    String image = there.isEmpty() ? names.get(0) : there.get(0);
    Pair pair = new Pair(root.resolve(image, from), root.resolve(masks + "/" + stem + maskEnding(), from), from);
    for (String other : there) {
      if (!same(pair.image(), root.resolve(other, from))) {
        throw twice(pair.image(), root.resolve(other, from));
      }
    }
    return pair;
  }

  /** Whether two names are of one file, as by a link, or where the case of letters does not count. */
  private static boolean same(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      throw WholeFile.unreadable(other, e);
    }
  }

  private static BadData twice(Path one, Path other) {
    return new BadData(one + " and " + other + " are two pictures of one stem, and nothing says which of them the mask is of; take one away, or declare"
        + " image-end");
  }

  private List<String> ends() {
    return imageEnd.isEmpty() ? PICTURES : List.of(imageEnd);
  }

  /** Whether a problem that {@link #all} told is a picture without its other. */
  static boolean alone(BadData problem) {
    return problem.getMessage().contains(NO_MASK) || problem.getMessage().contains(NO_IMAGE);
  }

  private String maskEnding() {
    return maskEnd.isEmpty() ? ".png" : maskEnd;
  }

  /** Every image of the folder with its mask; an image without a mask, a mask without an image, and what leads out of the root, is a problem. */
  List<Pair> all(Within root, Consumer<BadData> problems) {
    Map<String, Path> pictures = found(images, ends(), root, problems);
    Map<String, Path> answers = found(masks, List.of(maskEnding()), root, problems);
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

  /** Files by stem, in the order of names; what is hidden, or in a hidden folder, passed over. */
  private static Map<String, Path> found(String folder, List<String> ends, Within root, Consumer<BadData> problems) {
    Map<String, Path> all = new LinkedHashMap<>();
    for (String name : names(root.resolve(folder, "the data description"))) {
      ends.stream().filter(name::endsWith).findFirst().ifPresent(end -> {
        try {
          Path file = root.resolve(folder + "/" + name, "the folder " + folder);
          Path other = all.putIfAbsent(name.substring(0, name.length() - end.length()), file);
          if (other != null && !same(other, file)) {
            problems.accept(twice(other, file));
          }
        } catch (BadData e) {
          problems.accept(e);
        }
      });
    }
    return all;
  }

  /** Paths of files relative to {@code folder}, which may be a link itself. */
  private static List<String> names(Path folder) {
    try {
      Path top = folder.toRealPath();
      try (Stream<Path> walk = Files.walk(top)) {
        return walk.filter(Files::isRegularFile).map(top::relativize).filter(file -> StreamSupport.stream(file.spliterator(), false).noneMatch(Folder::hidden))
            .sorted().map(file -> file.toString().replace('\\', '/')).toList();
      }
    } catch (UncheckedIOException e) {
      throw WholeFile.unreadable(folder, e.getCause());
    } catch (IOException e) {
      throw WholeFile.unreadable(folder, e);
    }
  }
}
