package dev.sonde.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The floating-point type in which a model is kept and computes. */
public enum Precision {
  FLOAT32(ScalarType.Float, ScalarType.Float),
  FLOAT64(ScalarType.Double, ScalarType.Double),
  /**
   * Parameters, gradients, inputs, outputs and losses in float32; convolutions and linear layers in bfloat16 (8 bits of mantissa, the exponents of
   * float32), and so the activations between them. Needs a processor that has instructions for it; {@link #here} says whether this one does.
   */
  BFLOAT16(ScalarType.Float, ScalarType.BFloat16);

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final List<String> INSTRUCTIONS = List.of("avx512_bf16", "amx_bf16", "bf16");

  /** In which it is kept. */
  final ScalarType type;
  /** In which convolutions and linear layers compute. */
  final ScalarType computing;

  Precision(ScalarType type, ScalarType computing) {
    this.type = type;
    this.computing = computing;
  }

  /** Reads {@code float32} or {@code bfloat16}: those that training and evaluation take. */
  public static Precision parse(String text) {
    return Stream.of(FLOAT32, BFLOAT16).filter(precision -> precision.toString().equals(text)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is no precision; known are float32 and bfloat16"));
  }

  /** This one where the processor has instructions for it, else float32. */
  public Precision here() {
    return this == BFLOAT16 && !hasBfloat16() ? FLOAT32 : this;
  }

  private static boolean hasBfloat16() {
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return hasBfloat16(lines.filter(line -> line.matches("(flags|Features)\\s*:.*")).findFirst().orElse(""));
    } catch (IOException notLinux) {
      return false;
    }
  }

  /** Whether a line of flags, as Linux writes it, names such instructions. */
  static boolean hasBfloat16(String flags) {
    return Arrays.stream(flags.split("\\s+")).anyMatch(INSTRUCTIONS::contains);
  }

  /** What is said where {@link #here} is another. */
  public String lacking() {
    return "this processor has no instructions for " + this + " (" + INSTRUCTIONS.stream().limit(2).collect(Collectors.joining(", "))
        + "), so everything is computed in float32";
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
