package dev.sonde.cli;

import dev.sonde.torch.Precision;
import picocli.CommandLine.Option;

/** In which numbers a network computes. */
final class PrecisionOption {
  @Option(names = "--precision", paramLabel = "TYPE",
      description = "float32, or bfloat16: sooner and rounded to 8 bits, where the processor has instructions for it (default: ${DEFAULT-VALUE}).")
  private String precision = "float32"; // in words: every command is made at the start, and its type would load libtorch

  /** The one asked for where this processor has it, else float32, which is told. */
  Precision here(Terminal terminal) {
    Precision asked = Precision.parse(precision);
    if (asked.here() != asked) {
      terminal.warn(asked.lacking());
    }
    return asked.here();
  }
}
