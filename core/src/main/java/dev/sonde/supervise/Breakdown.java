package dev.sonde.supervise;

import java.util.List;

/** The joint loss of one batch in numbers: the main part first, then the heads that ran. */
public record Breakdown(List<Part> parts) {
  public Breakdown {
    parts = List.copyOf(parts);
  }

  /** {@code L0 + Σ αt·Ls}. */
  public double total() {
    return parts.stream().mapToDouble(Part::weighted).sum();
  }

  public Part main() {
    return parts.get(0);
  }
}
