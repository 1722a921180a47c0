package dev.sonde.supervise;

/**
 * One named term of the joint loss.
 *
 * @param name     {@link #MAIN}, or the tap of the head
 * @param loss     the batch's mean before weighting; with a margin, the value of {@code [‖w‖² + ℓ − γ]₊}
 * @param weight   1 for the main loss, αt for a head
 * @param accuracy share of the batch, or of its pixels, that this classifier names right, in [0, 1]; 0 where all of them are ignored
 */
public record Part(String name, double loss, double weight, double accuracy) {
  /** Name of the main loss. */
  public static final String MAIN = "main";

  /** Its share of the total: {@code weight·loss}. */
  public double weighted() {
    return weight * loss;
  }
}
