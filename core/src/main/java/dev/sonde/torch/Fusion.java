package dev.sonde.torch;

import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stages into which a network's nodes are put together for evaluation, in order; names alone, no tensor.
 *
 * <p>Identities and dropout vanish: their readers read what they read. A convolution or linear layer takes in the batch normalisation, the addition (behind a
 * convolution, of two values) and the ReLU behind it, as far as each value in between has that one reader and is neither the output nor a tap. Of two
 * convolutions before one addition the later takes it in, and so runs where the addition stood.
 */
final class Fusion {
  private final Network network;
  private final Map<String, String> passed = new HashMap<>();
  private final Map<String, List<Node>> readers = new HashMap<>();
  private final Set<String> wanted = new HashSet<>();
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Stage> byResult = new HashMap<>();
  private final List<Stage> stages = new ArrayList<>();
  private final List<List<String>> dying = new ArrayList<>();

  Fusion(Network network, Set<String> taps) {
    this.network = network;
    network.nodes().forEach(this::read);
    wanted.add(value(network.output().name()));
    taps.forEach(tap -> wanted.add(value(network.node(tap).name())));
    for (int i = network.nodes().size() - 1; i >= 0; i--) {
      place(network.nodes().get(i), true);
    }
    network.nodes().forEach(node -> place(node, false));
    network.nodes().stream().filter(node -> byResult.containsKey(node.name())).forEach(node -> stages.add(byResult.get(node.name())));
    findDying();
  }

  List<Stage> stages() {
    return stages;
  }

  /** Values that nobody reads behind a stage, and nobody asked for. */
  List<String> dyingAfter(int stage) {
    return dying.get(stage);
  }

  /** The name under which a node's value is held. */
  String value(String name) {
    return passed.getOrDefault(name, name);
  }

  private void read(Node node) {
    if (node.layer() instanceof Layer.Identity || node.layer() instanceof Layer.Dropout) {
      passed.put(node.name(), value(node.inputs().get(0)));
    } else {
      node.inputs().forEach(input -> readers.computeIfAbsent(value(input), key -> new ArrayList<>()).add(node));
    }
  }

  /** The layers with weights go first, the last of them before all, for they take in others. */
  private void place(Node node, boolean packing) {
    if (Stage.packs(node.layer()) == packing && !passed.containsKey(node.name()) && !taken.contains(node.name())) {
      Node resolved = new Node(node.name(), node.layer(), node.inputs().stream().map(this::value).toList());
      Stage stage = packing ? together(resolved) : Stage.alone(resolved);
      byResult.put(stage.result(), stage);
    }
  }

  private Stage together(Node layer) {
    String end = layer.name();
    Node norm = follower(end);
    norm = norm != null && norm.layer() instanceof Layer.BatchNorm ? take(norm) : null;
    end = norm == null ? end : norm.name();
    Node sum = layer.layer() instanceof Layer.Conv ? follower(end) : null;
    sum = sum != null && sum.layer() instanceof Layer.Add && sum.inputs().size() == 2 ? take(sum) : null;
    String addend = sum == null ? null : other(sum, end);
    end = sum == null ? end : sum.name();
    Node bend = follower(end);
    bend = bend != null && Stage.Bend.of(bend.layer()) != Stage.Bend.NONE ? take(bend) : null;
    return new Stage(layer, bend == null ? end : bend.name(), norm, addend, bend == null ? Stage.Bend.NONE : Stage.Bend.of(bend.layer()));
  }

  private Node take(Node node) {
    taken.add(node.name());
    return node;
  }

  private String other(Node sum, String one) {
    String first = value(sum.inputs().get(0));
    return first.equals(one) ? value(sum.inputs().get(1)) : first;
  }

  /** The only reader of a value that nobody else wants, unless another stage has it. */
  private @Nullable Node follower(String name) {
    List<Node> all = readers.getOrDefault(name, List.of());
    return all.size() == 1 && !wanted.contains(name) && !taken.contains(all.get(0).name()) ? all.get(0) : null;
  }

  private void findDying() {
    Map<String, Integer> last = new HashMap<>();
    for (int i = 0; i < stages.size(); i++) {
      dying.add(new ArrayList<>());
      for (String name : stages.get(i).reads()) {
        last.put(name, i);
      }
    }
    last.forEach((name, i) -> {
      if (!wanted.contains(name) && !name.equals(Network.INPUT)) {
        dying.get(i).add(name);
      }
    });
  }
}
