package dev.sonde.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a power cut leaves of a {@link Disk} whose book was kept: bytes that were forced, and of the others whatever chance would have.
 *
 * <p>A disk may write back in any order: each write since a file was forced is lost, kept or torn by itself, and each name made, given or removed since
 * its folder was forced is as it was or as it is; a folder that is lost takes all in it along. Only what was forced is certain.
 */
public final class PowerCut {
  /** How chance decides about what was not forced; of files, each as a whole, of some, each change by itself. */
  public enum Luck {
    NOTHING, EVERYTHING, NAMES, BYTES, FILES, SOME
  }

  private static final class Content {
    private final boolean folder;
    private byte[] forced = new byte[0];
    private final List<Disk.Change> open = new ArrayList<>();

    private int longest() {
      return open.stream().mapToInt(change -> change instanceof Disk.Written written ? (int) written.at() + written.bytes().length
          : (int) ((Disk.Cut) change).size()).reduce(forced.length, Math::max);
    }

    Content(boolean folder) {
      this.folder = folder;
    }
  }

  private final Map<String, Content> now = new LinkedHashMap<>();
  private final Map<String, Content> sure = new LinkedHashMap<>();
  private final List<Disk.Change> names = new ArrayList<>();
  private final Map<Disk.Change, Content> made = new IdentityHashMap<>();
  private long promised = -1;

  private PowerCut() {}

  /** Before the first change. */
  public static PowerCut onAnEmptyDisk() {
    return new PowerCut();
  }

  /** The highest step promised before the cut, or -1. */
  public long promised() {
    return promised;
  }

  /** Moves on behind one more change. */
  public void take(Disk.Change change) {
    if (change instanceof Disk.Written written) {
      now.get(written.file()).open.add(written);
    } else if (change instanceof Disk.Cut cut) {
      now.get(cut.file()).open.add(cut);
    } else if (change instanceof Disk.Forced forced) {
      Content content = now.get(forced.file());
      content.forced = bytes(content, Luck.EVERYTHING, new Random(0));
      content.open.clear();
    } else if (change instanceof Disk.FolderForced folder) {
      force(folder.folder());
    } else if (change instanceof Disk.Promised promise) {
      promised = promise.step();
    } else {
      made.put(change, new Content(change instanceof Disk.Folder));
      apply(change, now);
      names.add(change);
    }
  }

  /** Makes certain what happened to names in {@code folder}. */
  private void force(String folder) {
    List<Disk.Change> here = names.stream().filter(change -> parent(name(change)).equals(folder)).toList();
    here.forEach(change -> apply(change, sure));
    names.removeAll(here);
  }

  private static String parent(String file) {
    return file.contains("/") ? file.substring(0, file.lastIndexOf('/')) : "";
  }

  private static String name(Disk.Change change) {
    return change instanceof Disk.Made file ? file.file() : change instanceof Disk.Folder folder ? folder.folder() : change instanceof Disk.Removed file ? file.file() : ((Disk.Renamed) change).to();
  }

  private void apply(Disk.Change change, Map<String, Content> files) {
    if (change instanceof Disk.Made file) {
      files.put(file.file(), made.get(change));
    } else if (change instanceof Disk.Folder folder) {
      files.put(folder.folder(), made.get(change));
    } else if (change instanceof Disk.Removed file) {
      files.remove(file.file());
    } else if (change instanceof Disk.Renamed renamed && files.containsKey(renamed.from())) {
      files.put(renamed.to(), files.remove(renamed.from()));
    }
  }

  /** Lays out in {@code folder}, which is empty, what is found when the machine starts again. */
  public void layOut(Path folder, Luck luck, long seed) throws IOException {
    Random chance = new Random(seed);
    Map<String, Content> files = new LinkedHashMap<>(sure);
    for (Disk.Change change : names) {
      if (luck == Luck.EVERYTHING || luck == Luck.NAMES || luck.compareTo(Luck.FILES) >= 0 && chance.nextBoolean()) {
        apply(change, files);
      }
    }
    for (Map.Entry<String, Content> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      if (reached(file.getKey(), files) && file.getValue().folder) {
        Files.createDirectories(path);
      } else if (reached(file.getKey(), files)) {
        Files.createDirectories(path.getParent());
        Files.write(path, bytes(file.getValue(), luck == Luck.FILES && chance.nextBoolean() ? Luck.NOTHING : luck, chance));
      }
    }
  }

  private static boolean reached(String file, Map<String, Content> files) {
    return parent(file).isEmpty() || files.containsKey(parent(file)) && reached(parent(file), files);
  }

  private static byte[] bytes(Content content, Luck luck, Random chance) {
    byte[] bytes = Arrays.copyOf(content.forced, content.longest());
    int length = content.forced.length;
    for (Disk.Change change : content.open) {
      int fate = luck == Luck.EVERYTHING || luck == Luck.BYTES || luck == Luck.FILES ? 2 : luck == Luck.SOME ? chance.nextInt(3) : 0;
      if (change instanceof Disk.Cut cut && fate == 2) {
        Arrays.fill(bytes, (int) Math.min(cut.size(), length), length, (byte) 0);
        length = (int) cut.size();
      } else if (change instanceof Disk.Written written && fate > 0) {
        int taken = fate == 2 ? written.bytes().length : chance.nextInt(written.bytes().length + 1);
        System.arraycopy(written.bytes(), 0, bytes, (int) written.at(), taken);
        length = Math.max(length, (int) written.at() + taken); // a write behind the end leaves zeros between
      }
    }
    return Arrays.copyOf(bytes, length);
  }
}
