package dev.sonde.data;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The reader of one mask: a gray or palette PNG whose values stand for classes, {@code class = value − offset}. */
public final class MaskFile {
  private MaskFile() {}

  /**
   * What values stand for.
   *
   * @param offset  value of the first class
   * @param ignored values of pixels that count for nothing
   */
  public record Values(int offset, Set<Integer> ignored) {}

  /** What the description of a set of masks, a line or a YAML file, declares; empty for other data, and where it cannot be read (any more). */
  public static Optional<Values> declared(String data) {
    try {
      return Optional.of(data).filter(MaskSpec::is).map(MaskSpec::read).map(spec -> new Values(spec.offset(), Set.copyOf(spec.ignore())));
    } catch (IllegalArgumentException | BadData | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /**
   * The mask in a file.
   *
   * @param offset  value of the first class
   * @param ignored values of pixels that count for nothing
   * @param classes how many there are
   * @throws BadData if it is no such PNG, or has a value that is neither a class nor ignored
   */
  public static Mask read(Path file, int offset, Set<Integer> ignored, int classes) {
    Indices indices = Indices.read(file);
    if (indices.colour()) {
      throw new BadData(file + " is a colour PNG, not one of class numbers; save indices (gray or palette)");
    }
    short[] labels = new short[indices.values().length];
    for (int i = 0; i < labels.length; i++) {
      int value = indices.values()[i];
      if (!ignored.contains(value) && (value < offset || value - offset >= classes)) {
        throw new BadData(file + " holds the value " + value + " at row " + i / indices.width() + ", column " + i % indices.width() + "; the " + classes
            + " classes are the values " + offset + " to " + (offset + classes - 1) + ": declare another offset, or that value ignored");
      }
      labels[i] = ignored.contains(value) ? Mask.IGNORE : (short) (value - offset);
    }
    return new Mask(indices.height(), indices.width(), labels);
  }
}
