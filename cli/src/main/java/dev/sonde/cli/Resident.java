package dev.sonde.cli;

import java.util.OptionalLong;

/** The resident memory that a piece of work takes, where the system tells it (Linux). */
final class Resident {
  private Resident() {}

  /** Peak bytes above what was resident before, while {@code work} ran; empty where the system does not tell. */
  static OptionalLong peak(Runnable work) {
    OptionalLong before = dev.sonde.torch.Resident.now();
    boolean told = before.isPresent() && dev.sonde.torch.Resident.forgetPeak();
    work.run();
    OptionalLong after = dev.sonde.torch.Resident.peak();
    return told && after.isPresent() ? OptionalLong.of(Math.max(0, after.getAsLong() - before.getAsLong())) : OptionalLong.empty();
  }
}
