package dev.sonde.train;

/**
 * What happens when the loss is no number any more; written {@code stop} or {@code rollback 3 rate 0.1}: go back to the newest checkpoint and on from
 * there at a tenth of the learning rate, at most three times in a run.
 *
 * @param times  how often; 0: the run ends at once
 * @param factor of the learning rate, each time, in (0, 1)
 */
public record Rescue(int times, double factor) {
  /** The run ends. */
  public static final Rescue STOP = new Rescue(0, 1);

  public Rescue {
    if (times > 0 && !(factor > 0 && factor < 1)) {
      throw new IllegalArgumentException("a rollback to a rate times " + factor + "; the factor must lie between 0 and 1");
    }
  }

  /** Reads the written form. */
  static Rescue parse(String text) {
    String[] words = text.strip().split("\\s+");
    if (text.strip().equals("stop")) {
      return STOP;
    }
    if (words.length != 4 || !words[0].equals("rollback") || !words[1].matches("[1-9][0-9]{0,4}") || !words[2].equals("rate")) {
      throw new IllegalArgumentException("\"" + text + "\" is neither stop nor rollback TIMES rate FACTOR, such as rollback 3 rate 0.1");
    }
    return new Rescue(Integer.parseInt(words[1]), Double.parseDouble(words[3]));
  }

  @Override
  public String toString() {
    return times == 0 ? "stop" : "rollback " + times + " rate " + factor;
  }
}
