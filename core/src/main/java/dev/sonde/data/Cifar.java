package dev.sonde.data;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The reader of CIFAR-10 and CIFAR-100 in their binary version: colour images of 32x32 pixels.
 *
 * <p>A file is a row of records without a header, plain or in gzip:
 * <pre>
 * CIFAR-10   offset  bytes  field          CIFAR-100  offset  bytes  field
 *            0       1      label 0…9                 0       1      coarse label 0…19 (not used)
 *            1       1024   red plane                 1       1      fine label 0…99
 *            1025    1024   green plane               2       3072   red, green, blue as left
 *            2049    1024   blue plane, each plane row by row
 * </pre>
 *
 * <p>Source: A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009, and the page of the data set.
 */
public final class Cifar {
  private static final int SIDE = 32;
  private static final int PIXELS = 3 * SIDE * SIDE;
  private static final int BATCHES = 5;
  private static final List<String> TEN =
      List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private Cifar() {}

  /**
   * CIFAR-10 from the folder that holds {@code data_batch_1.bin} to {@code data_batch_5.bin} and {@code test_batch.bin}, or from
   * the one above. Fewer than five training batches are enough; the name then says how many there were.
   *
   * @throws IllegalArgumentException if no training batch or no test batch is there
   * @throws BadData if a file is damaged
   */
  public static Split ten(Path folder) {
    Folder place = within(folder, "cifar-10-batches-bin");
    List<Path> train = batches(place);
    if (train.isEmpty()) {
      throw new IllegalArgumentException(place.path() + " has no training batch; looked for data_batch_1.bin to data_batch_5.bin,"
          + " plain or with .gz");
    }
    List<String> classes = classes(place, "batches.meta.txt", TEN);
    String name = train.size() == BATCHES ? "cifar-10 train" : "cifar-10 (" + train.size() + " of " + BATCHES + " training batches)";
    return new Split(read(name, train, 0, classes), read("cifar-10 test", List.of(needed(place, "test_batch.bin")), 0, classes));
  }

  /**
   * CIFAR-100, with its hundred fine classes, from the folder that holds {@code train.bin} and {@code test.bin}, or from the one
   * above. Without {@code fine_label_names.txt} the classes are called by their numbers.
   *
   * @throws IllegalArgumentException if a file is missing
   * @throws BadData if a file is damaged
   */
  public static Split hundred(Path folder) {
    Folder place = within(folder, "cifar-100-binary");
    List<String> numbers = IntStream.range(0, 100).mapToObj(Integer::toString).toList();
    List<String> classes = classes(place, "fine_label_names.txt", numbers);
    return new Split(read("cifar-100 train", List.of(needed(place, "train.bin")), 1, classes),
        read("cifar-100 test", List.of(needed(place, "test.bin")), 1, classes));
  }

  static boolean tenIn(Folder folder) {
    Folder place = within(folder.path(), "cifar-10-batches-bin");
    return !batches(place).isEmpty() || place.plainOrPacked("test_batch.bin").isPresent();
  }

  static boolean hundredIn(Folder folder) {
    Folder place = within(folder.path(), "cifar-100-binary");
    return place.plainOrPacked("train.bin").isPresent() || place.plainOrPacked("test.bin").isPresent();
  }

  private static Folder within(Path folder, String unpacked) {
    Folder outer = new Folder(folder);
    return outer.folders().stream().filter(f -> f.getFileName().toString().equals(unpacked)).findFirst().map(outer::inner).orElse(outer);
  }

  private static List<Path> batches(Folder folder) {
    return IntStream.rangeClosed(1, BATCHES).mapToObj(i -> folder.plainOrPacked("data_batch_" + i + ".bin"))
        .flatMap(Optional::stream).toList();
  }

  private static Path needed(Folder folder, String name) {
    return folder.plainOrPacked(name).orElseThrow(() -> new IllegalArgumentException(
        folder.path() + " has no " + name + ", neither plain nor with .gz"));
  }

  private static List<String> classes(Folder folder, String file, List<String> usual) {
    List<String> named = folder.lines(file);
    if (!named.isEmpty() && named.size() != usual.size()) {
      throw new BadData(folder.path().resolve(file) + " names " + named.size() + " classes; the set has " + usual.size());
    }
    return named.isEmpty() ? usual : named;
  }

  /** Reads files of records with {@code skipped} bytes before the label. */
  private static Dataset read(String name, List<Path> files, int skipped, List<String> classes) {
    int record = skipped + 1 + PIXELS;
    List<byte[]> contents = new ArrayList<>();
    for (Path file : files) {
      contents.add(records(file, record, skipped, classes.size()));
    }
    int count = contents.stream().mapToInt(bytes -> bytes.length / record).sum();
    byte[] pixels = new byte[Math.multiplyExact(count, PIXELS)];
    byte[] labels = new byte[count];
    int[] ends = new int[files.size()];
    int filled = 0;
    for (int f = 0; f < ends.length; f++) {
      byte[] bytes = contents.set(f, new byte[0]);
      for (int at = skipped; at < bytes.length; at += record, filled++) {
        labels[filled] = bytes[at];
        System.arraycopy(bytes, at + 1, pixels, filled * PIXELS, PIXELS);
      }
      ends[f] = filled;
    }
    return new PixelSet(name, SIDE, SIDE, 3, pixels, labels, classes, i -> origin(i, files, ends));
  }

  private static String origin(int index, List<Path> files, int[] ends) {
    int found = Arrays.binarySearch(ends, index + 1);
    int file = found < 0 ? -found - 1 : found;
    return "record " + (index - (file == 0 ? 0 : ends[file - 1])) + " of " + files.get(file);
  }

  private static byte[] records(Path file, int record, int skipped, int classes) {
    byte[] bytes = all(file, record);
    if (bytes.length == 0 || bytes.length % record != 0) {
      throw new BadData(file + " holds " + bytes.length + " bytes, which is no whole number of records of " + record
          + " bytes; the file is cut short, or of another version of CIFAR");
    }
    for (int at = skipped; at < bytes.length; at += record) {
      if ((bytes[at] & 0xff) >= classes) {
        throw new BadData(file + ": the label of record " + at / record + " is " + (bytes[at] & 0xff) + "; labels are 0 to "
            + (classes - 1));
      }
    }
    return bytes;
  }

  private static byte[] all(Path file, int record) {
    int piece = 1000 * record;
    ByteArrayOutputStream whole = new ByteArrayOutputStream(piece);
    try (ByteSource source = ByteSource.open(file)) {
      byte[] read = source.upTo(piece);
      while (read.length > 0) {
        if (whole.size() > (1 << 30) - piece) {
          throw new BadData(file + " holds more than " + (1 << 30) + " bytes; no file of CIFAR is that long");
        }
        whole.write(read, 0, read.length);
        read = source.upTo(piece);
      }
    }
    return whole.toByteArray();
  }
}
