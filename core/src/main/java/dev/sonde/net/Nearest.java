package dev.sonde.net;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** The known name that a mistyped one most likely meant, by edit distance; for error messages anywhere. */
public final class Nearest {
  /** Nobody mistypes a name into more characters; a distance takes time and memory of their product. */
  private static final int LONGEST = 200;

  private Nearest() {}

  /**
   * The member of {@code known} with the smallest edit distance from {@code wanted}, letter case aside. Of equals
   * the one whose first other letter is nearest in the alphabet ({@code conv9} is nearer to {@code conv8} than to
   * {@code conv1}), then the first.
   *
   * @throws IllegalArgumentException where {@code known} is empty
   */
  public static String of(String wanted, Collection<String> known) {
    return known.stream().min(Comparator.<String>comparingInt(name -> distance(wanted, name)).thenComparingInt(name -> gap(wanted, name)))
        .orElseThrow(() -> new IllegalArgumentException("nothing is near \"" + wanted + "\": there are no known names"));
  }

  /** {@code ; the nearest is "conv8"} where a known name is near (at most a third of it to change, or two letters), else nothing. */
  public static String hint(String wanted, Collection<String> known) {
    if (known.isEmpty() || wanted.length() > LONGEST) {
      return "";
    }
    String nearest = of(wanted, known);
    int bound = Math.max(2, nearest.length() / 3);
    return distance(wanted, nearest) <= bound ? "; the nearest is \"" + nearest + "\"" : "";
  }

  /** Letters to insert, delete, replace, or swap with their neighbour (optimal string alignment). */
  static int distance(String first, String second) {
    String a = first.toLowerCase(Locale.ROOT);
    String b = second.toLowerCase(Locale.ROOT);
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 ? j : j == 0 ? i : step(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  /** How far apart in the alphabet the first other letters are. */
  private static int gap(String first, String second) {
    String a = first.toLowerCase(Locale.ROOT);
    String b = second.toLowerCase(Locale.ROOT);
    int i = 0;
    while (i < a.length() && i < b.length() && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    return i < a.length() && i < b.length() ? Math.abs(a.charAt(i) - b.charAt(i)) : 0;
  }

  private static int step(int[][] d, String a, String b, int i, int j) {
    int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replace, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
    boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
