package dev.sonde.torch;

import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * While open, libtorch casts what goes into convolutions and linear layers on this thread to bfloat16, and what goes into numerically tender operators back
 * to float32 ("autocast"). Weights that were cast are forgotten at the end.
 */
final class Casting implements AutoCloseable {
  private final boolean on;

  private Casting(boolean on) {
    this.on = on;
  }

  /** Does nothing for a precision that computes in the type it is kept in, and inside another, as a head's is inside its body's. */
  static Casting of(Precision precision) {
    Casting casting = new Casting(precision == Precision.BFLOAT16 && !torch.is_autocast_enabled(DeviceType.CPU));
    if (casting.on) {
      torch.set_autocast_dtype(DeviceType.CPU, ScalarType.BFloat16);
      torch.set_autocast_enabled(DeviceType.CPU, true);
      torch.increment_nesting();
    }
    return casting;
  }

  @Override
  public void close() {
    if (on) {
      torch.set_autocast_enabled(DeviceType.CPU, false);
      if (torch.decrement_nesting() == 0) {
        torch.clear_cache();
      }
    }
  }
}
