package dev.sonde.probe;

import java.util.List;
import java.util.Locale;

/**
 * What all heads together may cost.
 *
 * @param unit   a share of the body's multiply-accumulates, or bytes of memory
 * @param amount in that unit
 */
public record Budget(Unit unit, double amount) {
  /** What is counted. */
  public enum Unit { MACS, BYTES }

  /** No bound. */
  public static final Budget NONE = new Budget(Unit.MACS, Double.POSITIVE_INFINITY);

  public Budget {
    if (!(amount > 0)) {
      throw new IllegalArgumentException("a budget of " + amount + " leaves nothing for heads; give one such as 10% or 200MB");
    }
  }

  /** Reads {@code 10%} (of the body's MACs), {@code 200MB} or {@code none}. */
  public static Budget parse(String text) {
    String plain = text.strip();
    if (plain.equals("none")) {
      return NONE;
    }
    if (plain.matches("[0-9]+(\\.[0-9]+)?%")) {
      return new Budget(Unit.MACS, Double.parseDouble(plain.substring(0, plain.length() - 1)) / 100);
    }
    if (plain.matches("[0-9]+(\\.[0-9]+)?MB")) {
      return new Budget(Unit.BYTES, Double.parseDouble(plain.substring(0, plain.length() - 2)) * 1e6);
    }
    throw new IllegalArgumentException("\"" + text + "\" is no budget; write 10% (of the body's multiply-accumulates), 200MB (of memory) or none");
  }

  /** Whether these heads together stay within it. */
  boolean allows(List<HeadCost> costs) {
    return costs.stream().mapToDouble(cost -> unit == Unit.MACS ? cost.share() : cost.memory()).sum() <= amount;
  }

  @Override
  public String toString() {
    if (Double.isInfinite(amount)) {
      return "none";
    }
    String number = new java.math.BigDecimal(String.format(Locale.ROOT, "%.6g", unit == Unit.MACS ? amount * 100 : amount / 1e6)).stripTrailingZeros().toPlainString();
    return number + (unit == Unit.MACS ? "%" : "MB");
  }
}
