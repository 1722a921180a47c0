package dev.sonde.train;

import dev.sonde.net.Network;
import dev.sonde.supervise.Supervision;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a recipe says about batch normalisation; written {@code frozen}, {@code momentum 0.01}, or both: {@code frozen momentum 0.01}.
 *
 * @param frozen   running statistics are used in training, and stay as they are; dropout still drops (the reference's {@code fix_bn} stops both)
 * @param momentum by which running statistics follow the batches, in [0, 1]; absent: the network's own (0.1 usually, 0.001 in CSAIL's networks)
 */
public record Norm(boolean frozen, OptionalDouble momentum) {
  /** The network's own, learning. */
  public static final Norm USUAL = new Norm(false, OptionalDouble.empty());

  public Norm {
    momentum.ifPresent(value -> {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException("momentum " + value + " of batch normalisation must lie in [0, 1]");
      }
    });
  }

  /** Reads the written form. */
  static Norm parse(String text) {
    String[] words = text.strip().split("\\s+");
    boolean frozen = words[0].equals("frozen");
    int at = frozen ? 1 : 0;
    boolean momentum = words.length == at + 2 && words[at].equals("momentum");
    if (!momentum && !(frozen && words.length == 1)) {
      throw new IllegalArgumentException("\"" + text + "\" says nothing of batch normalisation; write frozen, momentum 0.01, or frozen momentum 0.01");
    }
    return new Norm(frozen, momentum ? OptionalDouble.of(Double.parseDouble(words[at + 1])) : OptionalDouble.empty());
  }

  Network of(Network network) {
    return momentum.isPresent() ? network.normMomentum(momentum.getAsDouble()) : network;
  }

  List<Supervision> of(List<Supervision> supervisions) {
    return momentum.isEmpty() ? supervisions : supervisions.stream().map(s -> s.head(s.head().normMomentum(momentum.getAsDouble()))).toList();
  }

  @Override
  public String toString() {
    String text = momentum.isPresent() ? "momentum " + momentum.getAsDouble() : "";
    return frozen ? ("frozen " + text).strip() : text;
  }
}
