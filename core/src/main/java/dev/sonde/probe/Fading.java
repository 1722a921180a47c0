package dev.sonde.probe;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A head behind the deepest convolution whose mean gradient is below a share of the topmost convolution's: free of the scale of loss,
 * batch and map.
 *
 * @param ratio in (0, 1)
 */
record Fading(double ratio) implements Placement {
  Fading {
    if (!(ratio > 0 && ratio < 1)) {
      throw new IllegalArgumentException("fading ratio " + ratio + " must lie between 0 and 1, such as 0.01");
    }
  }

  @Override
  public Choice choose(GradientProfile profile, Set<String> closed) {
    List<String> convolutions = profile.convolutions();
    if (convolutions.isEmpty()) {
      return new Choice(List.of(), profile.network().name() + " has no convolution: no head is placed");
    }
    String top = convolutions.get(convolutions.size() - 1);
    if (profile.typical(top) == 0) {
      return new Choice(List.of(), "no gradient reaches " + top + ", the topmost convolution: what fades cannot be told; look at the first weights above it");
    }
    return new Deepest(profile, closed, ratio * profile.typical(top), "fade", Vanishing.written(ratio) + " of the topmost one's, " + top).choice();
  }

  @Override
  public boolean repeats() {
    return true;
  }

  @Override
  public OptionalDouble threshold(GradientProfile profile) {
    List<String> convolutions = profile.convolutions();
    return convolutions.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(ratio * profile.typical(convolutions.get(convolutions.size() - 1)));
  }

  @Override
  public String toString() {
    return "fading " + Vanishing.written(ratio);
  }
}
