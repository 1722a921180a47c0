package dev.sonde.store;

import dev.sonde.data.BadData;
import dev.sonde.data.Palette;
import dev.sonde.data.Preparation;
import dev.sonde.data.Seed;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.Plain;
import dev.sonde.supervise.Objective;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import dev.sonde.torch.Updates;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A trained network in one safetensors file: enough to predict with, and to go on training.
 *
 * <p>Tensors, in logical sizes (a velocity has its parameter's values in the same order, behind a flattened map as {@code [K, C, H, W]}):
 * <pre>
 * body/conv1.weight                  the body's parameters and buffers
 * heads/conv4/fc1.weight             each head's, by tap
 * optimizer/conv1.weight/velocity    the optimizer's state by parameter: velocity; or mean, square, steps (heads: optimizer/heads/conv4/…)
 * prepare/…                          what the preparation was fitted to
 * </pre>
 * Metadata, all text: {@code format} ("sonde 1"), {@code network} (JSON), {@code classes}, {@code eval}, {@code prepare} (JSON lists), {@code loss},
 * {@code heads} (JSON list of taps, where there are any), {@code head-networks} (JSON, tap to network, where no recipe says them),
 * {@code recipe} (YAML), {@code epoch}, {@code step}, {@code palette} (of a body that
 * names pixels: a colour {@code #rrggbb} for each class, comma between). A stripped file has the {@code body/} and {@code prepare/} tensors alone.
 */
public final class Checkpoint implements AutoCloseable {
  private static final String BODY = "body/";
  private static final String OPTIMIZER = "optimizer/";
  private static final String PREPARE = "prepare/";

  private final Path file;
  private final Safetensors tensors;
  private final Notes notes;
  private final Network network;

  /**
   * What goes into a file.
   *
   * @param heads   by tap; empty for a stripped file
   * @param updates absent for a stripped file
   * @param loss    text form of the main loss
   * @param eval    text forms of the evaluation transforms
   * @param notes   further metadata
   */
  public record Contents(Model body, Map<String, Model> heads, @Nullable Updates updates, List<String> classes, String loss, List<String> eval,
      Preparation preparation, Map<String, String> notes) {}

  private Checkpoint(Path file, Safetensors tensors) {
    this.file = file;
    this.tensors = tensors;
    notes = Notes.read(file, tensors.metadata());
    network = notes.network();
    if (network.outputShape().channels() != classes().size()) {
      throw new BadData(file + " is damaged: its network has " + network.outputShape().channels() + " outputs, but it names " + classes().size() + " classes");
    }
  }

  /** Opens and validates a file; throws {@link BadData} where it is damaged or none of ours. */
  public static Checkpoint open(Path file) {
    Safetensors tensors = Safetensors.open(file);
    try {
      return new Checkpoint(file, tensors);
    } catch (RuntimeException e) {
      tensors.close();
      throw e;
    }
  }

  /** Writes a file, whole or not at all. */
  public static void write(Path file, Contents contents) {
    try (Scope scope = Scope.silent()) {
      Safetensors.write(file, tensors(contents), Notes.of(contents));
    }
  }

  /** All tensors by their names in the file, within the caller's scope. */
  static Map<String, Tensor> tensors(Contents contents) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    contents.body().state().forEach((name, tensor) -> all.put(BODY + name, tensor));
    contents.heads().forEach((tap, head) -> head.state().forEach((name, tensor) -> all.put(Objective.PREFIX + tap + "/" + name, tensor)));
    if (contents.updates() != null) {
      contents.updates().state().forEach((name, tensor) -> all.put(OPTIMIZER + name, tensor));
    }
    contents.preparation().state().forEach((name, values) -> all.put(PREPARE + name, Tensors.of(values, values.length)));
    return all;
  }

  public Network network() {
    return network;
  }

  public Path file() {
    return file;
  }

  /** All metadata. */
  public Map<String, String> notes() {
    return notes.all();
  }

  /** The note called {@code key}; throws {@link BadData} where the file has none. */
  public String note(String key) {
    return notes.text(key);
  }

  /** Reads everything and throws {@link BadData} for the first tensor whose checksum does not hold. */
  public void verify() {
    tensors.verify();
  }

  /**
   * Copies everything that training changes into where it came from.
   *
   * @throws BadData where the file lacks something of them, or has it at another size
   */
  public void resume(Model body, Map<String, Model> heads, Updates updates) {
    try {
      restore(body, BODY);
      heads.forEach((tap, head) -> restore(head, Objective.PREFIX + tap + "/"));
      for (String name : updates.names()) {
        try (Scope scope = Scope.silent()) {
          updates.load(name, present(OPTIMIZER + name));
        }
      }
    } catch (IllegalArgumentException e) {
      throw new BadData(file + " does not fit its run: " + e.getMessage(), e);
    }
  }

  private void restore(Model model, String prefix) {
    try (Scope scope = Scope.silent()) {
      for (String name : model.state().keySet()) {
        model.load(name, present(prefix + name));
      }
    }
  }

  public List<String> classes() {
    return notes.list("classes");
  }

  /** Text forms of the evaluation transforms. */
  public List<String> eval() {
    return notes.list("eval");
  }

  /** Text form of the main loss. */
  public String loss() {
    return notes.loss();
  }

  /** The recipe's YAML, where the file comes from a run. */
  public Optional<String> recipe() {
    return Optional.ofNullable(notes.all().get("recipe"));
  }

  /** The colours in which classes of pixels are shown: those of the data it was trained on where the file says, else made up. */
  public Palette palette() {
    return notes.palette();
  }

  /** Taps of the heads in the file, those without parameters included. */
  public Set<String> heads() {
    Set<String> taps = tensors.names().stream().filter(name -> name.startsWith(Objective.PREFIX))
        .map(this::tap).collect(Collectors.toCollection(TreeSet::new));
    taps.addAll(notes.heads());
    return taps;
  }

  private String tap(String name) {
    int slash = name.lastIndexOf('/');
    if (slash <= Objective.PREFIX.length()) {
      throw new BadData(file + " is damaged: its tensor " + Plain.quoted(name) + " belongs to no head; expected is heads/TAP/NAME");
    }
    return name.substring(Objective.PREFIX.length(), slash);
  }

  /** The networks of the heads by tap, where the file itself says them: one that was imported, not trained. */
  public Map<String, Network> headNetworks() {
    return notes.headNetworks();
  }

  /** The note by which {@link #headNetworks} finds them again. */
  public static Map<String, String> headNote(Map<String, Network> heads) {
    return Notes.ofHeads(heads);
  }

  public Preparation preparation() {
    Map<String, float[]> state = new LinkedHashMap<>();
    try (Scope scope = Scope.silent()) {
      tensors.names().stream().filter(name -> name.startsWith(PREPARE))
          .forEach(name -> state.put(name.substring(PREPARE.length()), Tensors.floats(tensors.tensor(name))));
    }
    return Preparation.of(notes.list("prepare"), state);
  }

  /** The body, compiled and filled; the caller closes it. */
  public Model body(Precision precision) {
    return load(network, BODY, precision);
  }

  /** The head at {@code tap}, compiled from {@code network} and filled; the caller closes it. */
  public Model head(String tap, Network network, Precision precision) {
    return load(network, Objective.PREFIX + tap + "/", precision);
  }

  /** Held before anything is allocated: a network takes no more memory than the file has bytes for. */
  private void requireSizes(Network network, String prefix) {
    network.parameters().forEach((name, sizes) -> {
      List<Long> found = tensors.shape(named(prefix + name));
      if (!found.equals(sizes.stream().map(Integer::longValue).toList())) {
        throw new BadData(file + " does not fit its own network: its tensor " + Plain.quoted(prefix + name) + " has sizes " + found + ", its network needs " + sizes);
      }
    });
  }

  private Model load(Network network, String prefix, Precision precision) {
    requireSizes(network, prefix);
    Model model = Model.compile(network, Initialization.of(new Initializer.Constant(0), 0), Seed.of(0), precision);
    try {
      restore(model, prefix);
      return model;
    } catch (IllegalArgumentException e) {
      model.close();
      throw new BadData(file + " does not fit its own network: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private Tensor present(String name) {
    return tensors.tensor(named(name));
  }

  private String named(String name) {
    if (!tensors.names().contains(name)) {
      throw new BadData(file + " has no tensor " + Plain.quoted(name) + ", which its network needs");
    }
    return name;
  }

  @Override
  public void close() {
    tensors.close();
  }
}
