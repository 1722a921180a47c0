package dev.sonde.data;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The reader of one mask: a gray or palette PNG whose values stand for classes. */
public final class MaskFile {
  private MaskFile() {}

  /**
   * What values stand for.
   *
   * @param classes the value of each class
   * @param ignored values of pixels that count for nothing, before classes
   */
  public record Values(List<Integer> classes, Set<Integer> ignored) {
    public Values {
      classes = List.copyOf(classes);
      ignored = Set.copyOf(ignored);
    }

    /** {@code count} classes whose values follow each other: {@code class = value − offset}. */
    public static Values from(int offset, Set<Integer> ignored, int count) {
      return new Values(IntStream.range(offset, offset + count).boxed().toList(), ignored);
    }
  }

  /** What the description of a set of masks, a line or a YAML file, declares; empty for other data, and where it cannot be read (any more). */
  public static Optional<Values> declared(String data) {
    try {
      return Optional.of(data).filter(MaskSpec::is).map(MaskSpec::read)
          .map(spec -> new Values(spec.classes().values(spec.offset(), spec.ignore()), spec.ignore()));
    } catch (IllegalArgumentException | BadData | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /**
   * The mask in a file.
   *
   * @throws BadData if it is no such PNG, or has a value that is neither a class nor ignored
   */
  public static Mask read(Path file, Values values) {
    Indices indices = Indices.read(file);
    if (indices.colour()) {
      throw new BadData(file + " is a colour PNG, not one of class numbers; save indices (gray or palette)");
    }
    short[] byValue = Legend.byValue(values.classes(), values.ignored());
    short[] labels = new short[indices.values().length];
    for (int i = 0; i < labels.length; i++) {
      int value = indices.values()[i];
      labels[i] = byValue[value];
      if (labels[i] == Legend.UNKNOWN) {
        throw new BadData(file + " holds the value " + value + " at row " + i / indices.width() + ", column " + i % indices.width() + "; the "
            + values.classes().size() + " classes are the values " + values.classes().get(0) + " to "
            + values.classes().get(values.classes().size() - 1) + ": declare another offset, or that value ignored");
      }
    }
    return new Mask(indices.height(), indices.width(), labels);
  }
}
