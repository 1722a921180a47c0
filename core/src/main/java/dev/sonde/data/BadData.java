package dev.sonde.data;

/**
 * The failure to make sense of a file: it was there and could be opened, but what stands in it is broken, cut short or out of
 * bounds.
 *
 * <p>The message is one sentence in one line ({@link Sentence}) for a person: the file, what in it is wrong, the value found, and the
 * bound it broke. A wrong argument is an {@link IllegalArgumentException} instead, and a disk that fails an {@link
 * java.io.UncheckedIOException}.
 */
public final class BadData extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A failure that was found by reading. */
  public BadData(String message) {
    super(Sentence.of(message));
  }

  /** A failure that a decoder below reported. */
  public BadData(String message, Throwable cause) {
    super(Sentence.of(message), cause);
  }
}
