package dev.sonde.torch;

import dev.sonde.net.Cost;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import dev.sonde.net.Shape;
import java.util.Map;
import java.util.Set;

/**
 * What a training step of one network holds in memory, forecast from shapes alone; bytes, float32.
 *
 * <pre>
 * weights      12·P                 each parameter with its gradient and its velocity
 * activations  4·N·Σ elements       outputs that backward needs: of every node but those that pass on or overwrite their input (identity,
 *                                   flatten, in-place ReLU); max pooling keeps 8 bytes more for each (where the maximum was), dropout 4 (its
 *                                   mask), local response normalisation 12
 * passing      8·N·max elements     on the way back, the gradients before and behind the largest node
 * </pre>
 * What libtorch's kernels take for themselves, and what the allocator keeps, come on top; {@code sonde bench} measures both beside the forecast.
 *
 * @param weights     of parameters, gradients and the optimizer's velocities
 * @param activations kept from forward to backward
 * @param passing     gradients alive at once
 */
public record Footprint(long weights, long activations, long passing) {
  private static final int FLOAT = 4;
  private static final Set<Class<?>> PASSING_ON = Set.of(Layer.Identity.class, Layer.Flatten.class);
  /** Values kept for backward beside each value of the output, in floats. */
  private static final Map<Class<?>, Integer> BESIDE = Map.of(Layer.MaxPool.class, 2, Layer.Dropout.class, 1, Layer.LocalResponseNorm.class, 3);

  /** The forecast for a batch of {@code samples}. */
  public static Footprint of(Network network, int samples) {
    Map<String, Shape> shapes = network.shapes();
    Steps steps = new Steps(network);
    long kept = 0;
    long largest = 0;
    for (Node node : network.nodes()) {
      long elements = shapes.get(node.name()).elements();
      largest = Math.max(largest, elements);
      kept += steps.overwrites(node.name()) || PASSING_ON.contains(node.layer().getClass()) ? 0 : elements;
      kept += BESIDE.getOrDefault(node.layer().getClass(), 0) * elements;
    }
    return new Footprint(3 * FLOAT * Cost.of(network).parameters(), FLOAT * samples * kept, 2 * FLOAT * samples * largest);
  }

  /** The most that the activations of an evaluation hold at once: each dies behind its last reader. */
  public static long evaluating(Network network, int samples) {
    Map<String, Shape> shapes = network.shapes();
    Steps steps = new Steps(network);
    long alive = network.input().elements();
    long most = 0;
    for (Node node : network.nodes()) {
      boolean own = !steps.overwrites(node.name()) && !PASSING_ON.contains(node.layer().getClass());
      alive += own ? shapes.get(node.name()).elements() : 0;
      most = Math.max(most, alive);
      alive -= steps.dyingAfter(node.name()).stream().filter(name -> own).mapToLong(name -> shapes.get(name).elements()).sum();
    }
    return FLOAT * samples * most;
  }

  /** All of it. */
  public long bytes() {
    return weights + activations + passing;
  }
}
