package dev.sonde.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The reader of IDX files, the form of MNIST and its family (Fashion-MNIST, KMNIST, EMNIST).
 *
 * <p>The file, all numbers with the highest byte first, the whole plain or in gzip:
 * <pre>
 * offset  bytes  images                         labels
 * 0       2      zero                           zero
 * 2       1      type: 8 = unsigned byte        type: 8 = unsigned byte
 * 3       1      dimensions: 3                  dimensions: 1
 * 4       4      N, number of images            N, number of labels
 * 8       4      H, rows                        (labels start here)
 * 12      4      W, columns
 * 16      N*H*W  pixels, row by row, 0 = paper  N labels, one byte each
 * </pre>
 *
 * <p>A set has ten classes, called by their digits, unless a file {@code classes.txt} beside it names them, one in a line.
 *
 * <p>Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits", section "File formats".
 */
public final class Idx {
  private static final int UNSIGNED_BYTE = 8;
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;
  private static final Pattern IMAGES = Pattern.compile("(.*)images[-.]idx3[-.]ubyte(\\.gz)?");
  private static final String TRAIN = "train";
  private static final String TEST = "t10k|test";

  private Idx() {}

  /** Whether a folder holds files with MNIST's names. */
  static boolean in(Folder folder) {
    return folder.files().stream().anyMatch(f -> IMAGES.matcher(f.getFileName().toString()).matches());
  }

  /**
   * The set in a folder: {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte} and the same with {@code t10k} or
   * {@code test}; each may end in {@code .gz}, and a dot may stand where {@code -idx} has its first dash.
   *
   * @throws IllegalArgumentException if a file is missing
   * @throws BadData if a file is damaged
   */
  public static Split open(Path folder) {
    Folder place = new Folder(folder);
    return new Split(half(place, TRAIN, "train"), half(place, TEST, "test"));
  }

  /**
   * One set from its two files, with its ten classes called {@code 0} to {@code 9}.
   *
   * @throws BadData if a file is damaged
   */
  public static Dataset open(Path images, Path labels) {
    return read(images.getFileName().toString(), images, labels, digits());
  }

  private static Dataset half(Folder folder, String part, String word) {
    List<String> named = folder.lines("classes.txt");
    Path images = file(folder, "(.*[-_.])?(" + part + ")[-_.]images[-.]idx3[-.]ubyte", word + " images");
    Path labels = file(folder, "(.*[-_.])?(" + part + ")[-_.]labels[-.]idx1[-.]ubyte", word + " labels");
    return read(folder.name() + " " + word, images, labels, named.isEmpty() ? digits() : named);
  }

  private static Path file(Folder folder, String pattern, String what) {
    Optional<Path> plain = one(folder, pattern, what);
    return plain.or(() -> one(folder, pattern + "\\.gz", what)).orElseThrow(() -> new IllegalArgumentException(folder.path()
        + " has no " + what + "; looked for a file such as " + (what.startsWith("train") ? "train" : "t10k")
        + (what.endsWith("images") ? "-images-idx3-ubyte" : "-labels-idx1-ubyte") + ", plain or with .gz"));
  }

  private static Optional<Path> one(Folder folder, String pattern, String what) {
    List<Path> found = folder.files().stream().filter(f -> f.getFileName().toString().matches(pattern)).toList();
    if (found.size() > 1) {
      throw new IllegalArgumentException(folder.path() + " has more than one file of " + what + ": " + found.get(0).getFileName()
          + " and " + found.get(1).getFileName() + "; put each set into a folder of its own");
    }
    return found.stream().findFirst().map(folder::inside);
  }

  private static List<String> digits() {
    return IntStream.range(0, 10).mapToObj(Integer::toString).toList();
  }

  private static Dataset read(String name, Path images, Path labels, List<String> classes) {
    byte[] numbers = labels(labels, classes.size());
    try (ByteSource source = ByteSource.open(images)) {
      int count = header(source, 3, "images");
      int height = side(source, "rows");
      int width = side(source, "columns");
      if (count != numbers.length) {
        throw new BadData(images + " holds " + count + " images, but " + labels + " holds " + numbers.length + " labels");
      }
      byte[] pixels = body(source, (long) count * height * width, "its " + count + " images of " + height + "x" + width + " pixels");
      return new PixelSet(name, height, width, 1, pixels, numbers, classes, i -> "image " + i + " of " + images);
    }
  }

  private static byte[] labels(Path file, int classes) {
    try (ByteSource source = ByteSource.open(file)) {
      int count = header(source, 1, "labels");
      byte[] labels = body(source, count, "its " + count + " labels");
      for (int i = 0; i < count; i++) {
        if ((labels[i] & 0xff) >= classes) {
          throw new BadData(file + ": label " + i + " is " + (labels[i] & 0xff) + ", but the set has " + classes + " classes (0 to "
              + (classes - 1) + "); if it has more, name them in a file classes.txt beside it, one in a line");
        }
      }
      return labels;
    }
  }

  private static int header(ByteSource source, int dimensions, String what) {
    int magic = source.number("its header");
    if (magic >>> 16 != 0) {
      throw new BadData(source.file() + " is not an IDX file: it starts with " + hex(magic) + ", not with 0x0000");
    }
    if ((magic >> 8 & 0xff) != UNSIGNED_BYTE) {
      throw new BadData(source.file() + " holds values of type " + hex(magic >> 8 & 0xff) + "; only type 0x8, unsigned bytes, is read");
    }
    if ((magic & 0xff) != dimensions) {
      throw new BadData(source.file() + " has " + (magic & 0xff) + " dimensions, but " + what + " have " + dimensions);
    }
    return positive(source, source.number("its header"), "number of " + what);
  }

  private static int side(ByteSource source, String what) {
    int value = positive(source, source.number("its header"), "number of " + what);
    if (value > 1 << 14) {
      throw new BadData(source.file() + " claims " + value + " " + what + " for each image; at most " + (1 << 14) + " are read");
    }
    return value;
  }

  private static int positive(ByteSource source, int value, String what) {
    if (value < 1) {
      throw new BadData(source.file() + " claims a " + what + " of " + Integer.toUnsignedLong(value) + "; it must lie in 1 … "
          + Integer.MAX_VALUE);
    }
    return value;
  }

  private static byte[] body(ByteSource source, long bytes, String what) {
    if (bytes > MOST_BYTES || !source.canHold(bytes)) {
      throw new BadData(source.file() + " is too short for " + what + ", which take " + bytes + " bytes; the file is cut short or its"
          + " header is damaged");
    }
    byte[] body = source.exactly((int) bytes, what);
    source.end(what);
    return body;
  }

  private static String hex(int value) {
    return "0x" + Integer.toHexString(value);
  }
}
