package dev.sonde.store;

import dev.sonde.data.Preparation;
import dev.sonde.data.Seed;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.supervise.Head;
import dev.sonde.supervise.Objective;
import dev.sonde.torch.Model;
import dev.sonde.torch.Optimizer;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Updates;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A body with a head and an optimizer in which every layout there is occurs: channels-last kernels, statistics, a layer behind a flattened map. */
final class Toy implements AutoCloseable {
  final Model body;
  final Map<String, Model> heads;
  final Updates updates;
  final Preparation preparation = Preparation.of(List.of("mean-image"), Map.of("mean-image.mean", new float[3 * 6 * 6]));

  Toy(long seed, String optimizer) {
    this(seed, optimizer, 4);
  }

  Toy(long seed, String optimizer, int filters) {
    Network network = NetworkBuilder.of("toy", Shape.image(3, 6, 6)).conv(filters, 3).as("conv1").batchNorm().relu().as("tap").flatten().linear(2).build();
    body = compile(network, seed);
    heads = Map.of("tap", compile(Head.cnds().on(network.at("tap"), 2), seed + 1));
    Map<String, Tensor> parameters = new LinkedHashMap<>(body.parameters());
    heads.get("tap").parameters().forEach((name, tensor) -> parameters.put(Objective.PREFIX + "tap/" + name, tensor));
    updates = Updates.of(Optimizer.parse(optimizer), parameters, List.of());
    move(seed);
  }

  private static Model compile(Network network, long seed) {
    return Model.compile(network, Initialization.of(new Initializer.He(), 0), Seed.of(seed), Precision.FLOAT32);
  }

  /** Other values everywhere, different at every place. */
  void move(double by) {
    try (Scope scope = Scope.silent()) {
      all().forEach((name, tensor) -> load(name, torch.rand_like(tensor.detach()).add(new Scalar(by))));
    }
  }

  /** Every tensor by its name in a file, in logical sizes, within the caller's scope. */
  Map<String, Tensor> all() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    body.state().forEach((name, tensor) -> all.put("body/" + name, tensor));
    heads.get("tap").state().forEach((name, tensor) -> all.put("heads/tap/" + name, tensor));
    updates.state().forEach((name, tensor) -> all.put("optimizer/" + name, tensor));
    return all;
  }

  /** Overwrites the tensor of that name in a file. */
  void load(String name, Tensor values) {
    String own = name.substring(name.startsWith("heads/") ? "heads/tap/".length() : name.indexOf('/') + 1);
    if (name.startsWith("optimizer/")) {
      updates.load(own, values);
    } else {
      (name.startsWith("body/") ? body : heads.get("tap")).load(own, values);
    }
  }

  Checkpoint.Contents contents(long step) {
    return new Checkpoint.Contents(body, heads, updates, List.of("a", "b"), "cross-entropy", List.of(), preparation,
        Map.of("step", String.valueOf(step)));
  }

  static long step(Checkpoint checkpoint) {
    return Long.parseLong(checkpoint.notes().get("step"));
  }

  @Override
  public void close() {
    updates.close();
    heads.values().forEach(Model::close);
    body.close();
  }
}
