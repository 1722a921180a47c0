package dev.sonde.cli;

import dev.sonde.train.Views;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How often and at which sizes each picture is looked at before its pixels are named; the answers are averaged. */
final class ViewOptions {
  @Option(names = "--views", paramLabel = "VIEWS",
      description = "Of pixels: \"scales 300,375,450,525,600 max 1000 multiple 8\" (CSAIL's), flip, window 321x321 stride 214, any of them (default: plain).")
  private @Nullable String views;

  @Option(names = "--scales", paramLabel = "SIDES",
      description = "Of pixels: short sides to look at, such as 300,450,600; the same as in --views.")
  private @Nullable String scales;

  @Option(names = "--flip", description = "Of pixels: look at the mirrored picture too.")
  private boolean flip;

  @Option(names = "--window", paramLabel = "HxW",
      description = "Of pixels: read larger pictures through a sliding window; the same as in --views.")
  private @Nullable String window;

  /** Whether any was given. */
  boolean given() {
    return !words().isEmpty();
  }

  /** @throws IllegalArgumentException for what is not understood */
  Views views() {
    return given() ? Views.parse(words()) : Views.PLAIN;
  }

  private String words() {
    return Stream.of(views == null ? "" : views, scales == null ? "" : "scales " + scales, flip ? "flip" : "", window == null ? "" : "window " + window)
        .filter(part -> !part.isBlank()).collect(Collectors.joining(" "));
  }
}
