package dev.sonde.schedule;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;

/** The text form of schedules: words separated by spaces, read left to right. */
final class ScheduleText {
  private static final String FORMS = "\"0.3\", \"0.3 decaying\", \"0.3 recursive\", \"0.3 dsn\", \"0.3 dsn-once\", "
      + "\"0.1 step x0.1 at 30,60\", \"0.1 exponential x0.95\", \"0.1 cosine 0.001\", \"0.1 poly 0.9\", \"0.025 power-inv 1e-4 0.75\", "
      + "each followed by \"warmup 5\" or \"until 50\" at will, and \"A, then B from 10\"";

  private ScheduleText() {}

  static Schedule parse(String text) {
    try {
      String[] parts = text.strip().replaceAll("\\s+", " ").split(" ?, ?then ");
      Schedule whole = single(words(parts[0]));
      for (int i = 1; i < parts.length; i++) {
        int from = parts[i].lastIndexOf(" from ");
        if (from < 0) {
          throw new IllegalArgumentException("\"then " + parts[i] + "\" does not say \"from\" which epoch");
        }
        whole = whole.then(epoch(parts[i].substring(from + 6)), single(words(parts[i].substring(0, from))));
      }
      return whole;
    } catch (NoSuchElementException e) {
      throw refused(text, "it ends too early");
    } catch (IllegalArgumentException e) {
      throw refused(text, e.getMessage());
    }
  }

  /** A number as short as it can be and still read back exactly: {@code 0.3}, {@code 1}, {@code 1e-4}. */
  static String number(double value) {
    return Double.toString(value).replaceFirst("\\.0(?=E|$)", "").replace('E', 'e');
  }

  static String list(List<Integer> epochs) {
    return epochs.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  static String of(double start, String... words) {
    return number(start) + " " + String.join(" ", words);
  }

  private static Iterator<String> words(String part) {
    return Arrays.asList(part.replaceAll(" ?, ?", ",").split(" ")).iterator();
  }

  private static Schedule single(Iterator<String> words) {
    double start = number(words.next());
    Schedule schedule = new Curve.Constant(start);
    for (boolean first = true; words.hasNext(); first = false) {
      String word = words.next();
      schedule = switch (word) {
        case "warmup" -> schedule.warmup(epoch(words.next()));
        case "until" -> schedule.until(epoch(words.next()));
        default -> curve(start, word, first, words);
      };
    }
    return schedule;
  }

  private static Schedule curve(double start, String form, boolean first, Iterator<String> words) {
    if (!first) {
      throw new IllegalArgumentException("\"" + form + "\" is unexpected there");
    }
    return switch (form) {
      case "decaying" -> new Curve.Decaying(start);
      case "recursive" -> new Curve.Recursive(start);
      case "dsn" -> new Curve.Dsn(start);
      case "dsn-once" -> new Curve.DsnOnce(start);
      case "step" -> new Curve.Step(start, factor(words.next()), epochs(words));
      case "exponential" -> new Curve.Exponential(start, factor(words.next()));
      case "cosine" -> new Curve.Cosine(start, number(words.next()));
      case "poly" -> new Curve.Poly(start, number(words.next()));
      case "power-inv" -> new Curve.PowerInv(start, number(words.next()), number(words.next()));
      default -> throw new IllegalArgumentException("\"" + form + "\" is no form");
    };
  }

  private static double number(String word) {
    if (!word.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")) {
      throw new IllegalArgumentException("\"" + word + "\" is no number");
    }
    return Double.parseDouble(word);
  }

  private static double factor(String word) {
    if (!word.startsWith("x")) {
      throw new IllegalArgumentException("the factor \"" + word + "\" does not begin with \"x\"");
    }
    return number(word.substring(1));
  }

  private static List<Integer> epochs(Iterator<String> words) {
    String at = words.next();
    if (!at.equals("at")) {
      throw new IllegalArgumentException("\"" + at + "\" stands where \"at\" belongs");
    }
    return Arrays.stream(words.next().split(",")).map(ScheduleText::epoch).toList();
  }

  private static int epoch(String word) {
    if (!word.matches("\\d{1,9}")) {
      throw new IllegalArgumentException("\"" + word + "\" is no epoch");
    }
    return Integer.parseInt(word);
  }

  private static IllegalArgumentException refused(String text, String reason) {
    return new IllegalArgumentException("\"" + text.strip() + "\" is no schedule: " + reason + "; forms are " + FORMS);
  }
}
