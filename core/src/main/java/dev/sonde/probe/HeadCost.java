package dev.sonde.probe;

import dev.sonde.net.Cost;
import dev.sonde.net.Network;
import dev.sonde.torch.Footprint;
import java.util.Locale;

/**
 * What one head costs in training; at inference it costs nothing.
 *
 * @param parameters of the head
 * @param macs       multiply-accumulates of its forward pass for one sample
 * @param share      {@code macs} relative to the body's
 * @param memory     bytes while a batch trains ({@link Footprint}): the head's activations, its weights, gradients and velocities
 */
public record HeadCost(String tap, String head, long parameters, long macs, double share, long memory) {
  /** The forecast for a head's network on {@code body} at a batch size; from shapes alone. */
  public static HeadCost of(Network body, String tap, String kind, Network head, int batch) {
    Cost cost = Cost.of(head);
    return new HeadCost(tap, kind, cost.parameters(), cost.macs(), (double) cost.macs() / Math.max(1, Cost.of(body).macs()),
        Footprint.of(head, batch).bytes());
  }

  /** Such as {@code 1.2 % more multiply-accumulates, 34.5 MB}. */
  public String words() {
    return String.format(Locale.ROOT, "%.2g %% more multiply-accumulates, %.1f MB", 100 * share, memory / 1e6);
  }
}
