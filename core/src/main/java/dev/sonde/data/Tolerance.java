package dev.sonde.data;

/**
 * How many samples may be left out of a run because their files are damaged or cannot be read; written {@code fail} or {@code skip 10}.
 *
 * @param most different samples of all sets together; 0: the first one ends the run
 */
public record Tolerance(int most) {
  /** The first bad sample ends the run. */
  public static final Tolerance NONE = new Tolerance(0);

  /** Reads the written form. */
  public static Tolerance parse(String text) {
    if (text.equals("fail")) {
      return NONE;
    }
    if (!text.matches("skip [1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException(Sentence.of("\"" + text + "\" is neither fail nor skip N, such as skip 10"));
    }
    return new Tolerance(Integer.parseInt(text.substring("skip ".length())));
  }

  @Override
  public String toString() {
    return most == 0 ? "fail" : "skip " + most;
  }
}
