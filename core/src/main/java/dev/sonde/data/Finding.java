package dev.sonde.data;

/**
 * Something that an {@link Examination} found.
 *
 * @param kind     what kind of thing
 * @param sentence one sentence that begins with the file, or names it
 */
public record Finding(Kind kind, String sentence) {
  /** Kinds of findings, the worst first. */
  public enum Kind {
    /** The description, a list or a folder cannot be used as it stands. */
    DESCRIPTION(true),
    /** A line of a list names no pair: a missing file, a path out of the root, not the form of a line. */
    LIST(true),
    /** An image without a mask, or a mask without an image. */
    ALONE(true),
    /** A picture or mask that cannot be decoded. */
    UNREADABLE(true),
    /** A mask of another kind than declared: colours for indices, indices for colours. */
    COLOURS(true),
    /** A mask that is not of its image's size. */
    SIZE(true),
    /** A mask that holds values which are no classes, or a label beyond the classes. */
    VALUES(true),
    /** A palette PNG whose colours say that its indices are not those of the classes. */
    PALETTE(true),
    /** The same picture in both halves. */
    LEAK(true),
    /** The same picture more than once in one half. */
    TWICE(false),
    /** A picture with a mask that EXIF would turn; it is read as stored. */
    TURNED(false),
    /** A mask that counts for nothing. */
    IGNORED(false),
    /** Classes that are declared and never seen. */
    ABSENT(false);

    private final boolean wrong;

    Kind(boolean wrong) {
      this.wrong = wrong;
    }

    /** Whether it breaks a training or makes its measure untrue; otherwise it is worth knowing. */
    public boolean wrong() {
      return wrong;
    }
  }
}
