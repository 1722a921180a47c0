package dev.sonde.data;

import java.util.Optional;

/**
 * What tells the data of a run from other data: the {@link Dataset#fingerprint} of each half.
 *
 * @param train of what a network learns from
 * @param test  of what it is measured on
 */
public record Fingerprints(String train, String test) {
  public static Fingerprints of(Split data) {
    return new Fingerprints(data.train().fingerprint(), data.test().fingerprint());
  }

  /**
   * Reads the written form.
   *
   * @throws BadData where the text is none
   */
  public static Fingerprints parse(String text) {
    if (!text.matches("train [0-9a-f]{16} test [0-9a-f]{16}")) {
      throw new BadData("the fingerprints of the data are damaged; they have a form such as"
          + " train 0123456789abcdef test 0123456789abcdef");
    }
    String[] words = text.split(" ");
    return new Fingerprints(words[1], words[3]);
  }

  /** The written form: {@code train 0123456789abcdef test 0123456789abcdef}. */
  public String text() {
    return "train " + train + " test " + test;
  }

  /** One sentence on how the data is no longer what it was; empty where it is. */
  public Optional<String> changed(Fingerprints now) {
    if (equals(now)) {
      return Optional.empty();
    }
    boolean both = !train.equals(now.train) && !test.equals(now.test);
    String half = both ? "training and the test set are" : !train.equals(now.train) ? "training set is" : "test set is";
    return Optional.of("the " + half + " not what the run began with: " + text() + " then, " + now.text()
        + " now; bring the data back as it was, or begin another run, from these weights if you like (weights=FILE)");
  }
}
