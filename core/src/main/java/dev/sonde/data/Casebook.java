package dev.sonde.data;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is noted while a set is examined: findings, a bounded number of each kind; pictures seen; classes seen. */
final class Casebook {
  private static final int LISTED = 10_000;
  private static final int NAMED = 12;

  private final Map<Finding.Kind, List<Finding>> findings = new EnumMap<>(Finding.Kind.class);
  private final Map<Finding.Kind, Integer> counts = new EnumMap<>(Finding.Kind.class);
  private final Map<Long, Seen> seen = new HashMap<>();
  private List<String> names = List.of();
  /** {@code [2][K]}: pixels or samples of each class in the training and in the test half. */
  private long[][] amounts = new long[2][0];
  private int[] samples = new int[0];

  /** Where a picture was met first. */
  private record Seen(boolean test, String origin, int label) {}

  void classes(List<String> all) {
    names = all;
    amounts = new long[2][all.size()];
    samples = new int[all.size()];
  }

  void add(Finding.Kind kind, String sentence) {
    counts.merge(kind, 1, Integer::sum);
    List<Finding> listed = findings.computeIfAbsent(kind, k -> new ArrayList<>());
    if (listed.size() < LISTED) {
      listed.add(new Finding(kind, sentence));
    }
  }

  /** Notes a picture; {@code label} is -1 where it has a mask. */
  void picture(Image image, boolean test, String origin, int label) {
    Seen first = seen.putIfAbsent(fingerprint(image), new Seen(test, origin, label));
    if (first == null) {
      return;
    }
    String otherwise = first.label == label ? "" : ", and of another class";
    if (first.test != test) {
      String known = first.origin.equals(origin) ? origin + " is in both halves"
          : origin + " (test) is the same picture as " + first.origin + " (train)" + otherwise;
      add(Finding.Kind.LEAK, known + "; what is measured on it is not new to the network, take it out of one half");
    } else {
      String half = test ? " (test)" : " (train)";
      add(Finding.Kind.TWICE, origin.equals(first.origin) ? origin + half + " is named more than once"
          : origin + half + " is the same picture as " + first.origin + otherwise);
    }
  }

  /** Counts {@code amount} pixels or one sample of a class in one sample. */
  void count(int label, long amount, boolean test) {
    amounts[test ? 1 : 0][label] += amount;
    samples[label] += test ? 0 : 1;
  }

  /** Classes that were not seen become a finding. */
  private void absent() {
    List<String> never = new ArrayList<>();
    List<String> untrained = new ArrayList<>();
    for (int label = 0; label < names.size(); label++) {
      if (amounts[0][label] == 0) {
        (amounts[1][label] == 0 ? never : untrained).add(names.get(label));
      }
    }
    if (!never.isEmpty()) {
      add(Finding.Kind.ABSENT, share(never) + " never seen: " + named(never));
    }
    if (!untrained.isEmpty()) {
      add(Finding.Kind.ABSENT, share(untrained) + " in the test half alone, so nothing teaches: " + named(untrained));
    }
  }

  private String share(List<String> some) {
    return some.size() + " of " + names.size() + " classes " + (some.size() == 1 ? "is" : "are");
  }

  private static String named(List<String> all) {
    return String.join(", ", all.subList(0, Math.min(NAMED, all.size()))) + (all.size() > NAMED ? " and " + (all.size() - NAMED) + " more" : "");
  }

  Examination result(String data, int train, int test, boolean dense) {
    if (train > 0) {
      absent();
    }
    List<Examination.Share> shares = new ArrayList<>();
    for (int label = 0; label < names.size(); label++) {
      shares.add(new Examination.Share(names.get(label), amounts[0][label], amounts[1][label], samples[label]));
    }
    return new Examination(data, train, test, dense, findings.values().stream().flatMap(List::stream).toList(), counts, shares);
  }

  /** 64 bits of an image's size and values: multiplied and shifted as FNV-1a does with bytes, a value at a time. */
  private static long fingerprint(Image image) {
    long hash = (image.height() * 31L + image.width()) * 31 + image.channels();
    for (float value : image.values()) {
      hash = (hash ^ Float.floatToRawIntBits(value)) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 29;
    }
    return hash;
  }
}
