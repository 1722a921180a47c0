package dev.sonde.store;

import dev.sonde.net.Network;
import dev.sonde.net.Plain;
import dev.sonde.supervise.Objective;
import dev.sonde.torch.Model;
import dev.sonde.torch.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Weights that somebody else trained, on their way into a network of ours.
 *
 * <pre>{@code
 * try (Weights weights = Weights.open(Path.of("encoder_epoch_20.pth"), Path.of("decoder_epoch_20.pth"))) {
 *   Fit fit = weights.into(body, heads);         // by name, in the namings of torchvision, CSAIL and Sonde
 *   fit.lines().forEach(System.out::println);    // what matched, what was re-initialised, what was left out, and why
 * }
 * }</pre>
 *
 * <p>A classifier for another number of classes stays as initialised, main and auxiliary, and is listed. A decoder, a head
 * or HED's side outputs of which the file has nothing stay as initialised too, and a part of the file that has no counterpart here (the
 * {@code fc} of an ImageNet body below a decoder) stays out. Anything else that does not fit is an error, unless {@link #lenient} was
 * asked for.
 */
public final class Weights implements AutoCloseable {
  private static final List<String> WRAPPERS = List.of("module.", "_orig_mod.", "model.");
  private static final int MOST_WRAPPERS = 8;
  private static final String COUNTERS = ".*(num_batches_tracked|_tmp_running_mean|_tmp_running_var|_running_iter)|optimizer/.*|prepare/.*";
  private static final String TOP = "(encoder\\.|backbone\\.|body/)?(fc|classifier|features\\.18)\\..*";

  private final List<StateDict> files;
  private final Map<String, Source> tensors = new LinkedHashMap<>();
  private final Map<String, List<Long>> shapes = new LinkedHashMap<>();
  private boolean lenient;
  private int counted;

  private record Source(StateDict file, String name) {}

  private Weights(List<StateDict> files) {
    this.files = files;
  }

  /**
   * Opens one file, or several that together hold one network, such as CSAIL's encoder and decoder.
   *
   * @throws IllegalArgumentException where two files hold a tensor of one name
   */
  public static Weights open(Path... files) {
    Weights weights = new Weights(new ArrayList<>());
    try {
      for (Path file : files) {
        weights.files.add(StateDict.open(file));
      }
      weights.files.forEach(weights::take);
      return weights;
    } catch (RuntimeException failure) {
      weights.close();
      throw failure;
    }
  }

  private void take(StateDict file) {
    String wrapper = wrapper(file.names());
    for (String name : file.names()) {
      String plain = name.substring(wrapper.length());
      if (plain.matches(COUNTERS)) {
        counted++;
      } else {
        alone(plain, tensors.put(plain, new Source(file, name)), file);
        shapes.put(plain, file.shape(name));
      }
    }
  }

  private static void alone(String name, @Nullable Source before, StateDict file) {
    if (before != null) {
      throw new IllegalArgumentException("both " + before.file.file() + " and " + file.file() + " hold a tensor " + Plain.quoted(name)
          + "; give files that complete each other");
    }
  }

  /** What every name begins with because the model was wrapped, a few times at most: {@code module.}, {@code module._orig_mod.}. */
  private static String wrapper(Set<String> names) {
    String found = "";
    for (int i = 0; i < MOST_WRAPPERS && !names.isEmpty(); i++) {
      String before = found;
      found += WRAPPERS.stream().filter(w -> names.stream().allMatch(name -> name.startsWith(before + w))).findFirst().orElse("");
    }
    return found;
  }

  /** Takes what fits, whatever does not. */
  public Weights lenient() {
    lenient = true;
    return this;
  }

  /** Number of classes that the main classifier of {@code network} has in the file; empty where the file has none. */
  public OptionalInt classes(Network network) {
    List<String> names = network.parameters().keySet().stream().filter(name -> name.endsWith(".weight")).toList();
    String last = names.get(names.size() - 1);
    Part part = Part.of(network, Map.of()).stream().filter(p -> p.sizes().containsKey(last)).findFirst().orElseThrow();
    List<Long> shape = shapes.get(part.best(shapes).apply(last));
    return shape == null || shape.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) Math.min(shape.get(0), Integer.MAX_VALUE));
  }

  /** What would go where; throws {@link IllegalArgumentException} where file and network do not belong together. Nothing is read. */
  public Fit fit(Network body, Map<String, Network> heads) {
    Map<String, String> matched = new LinkedHashMap<>();
    List<Fit.Unmatched> fresh = new ArrayList<>();
    Set<String> used = new HashSet<>();
    for (Part part : Part.of(body, heads)) {
      match(part, body.outputShape().channels(), matched, fresh, used);
    }
    Set<String> groups = matched.values().stream().map(Weights::group).collect(Collectors.toSet());
    boolean dense = Naming.dense(body.parameters().keySet());
    List<Fit.Unmatched> left = shapes.keySet().stream().filter(name -> !used.contains(name))
        .map(name -> new Fit.Unmatched(name, "no such parameter here", groups.contains(group(name)) && !(dense && name.matches(TOP))))
        .toList();
    return new Fit(files.stream().map(StateDict::file).collect(Collectors.joining(" and ")), body.name(), matched, fresh, left, counted)
        .checked(lenient);
  }

  private void match(Part part, int classes, Map<String, String> matched, List<Fit.Unmatched> fresh, Set<String> used) {
    UnaryOperator<String> theirs = part.best(shapes);
    boolean absent = part.sizes().keySet().stream().noneMatch(own -> shapes.containsKey(theirs.apply(own)));
    part.sizes().forEach((own, sizes) -> {
      String name = theirs.apply(own);
      List<Long> found = shapes.get(name);
      if (found == null) {
        String why = absent ? "the file has no " + part.title() : "the file has no such tensor";
        fresh.add(new Fit.Unmatched(own, why, !(absent && part.whole())));
      } else if (!found.equals(sizes) || !dtype(name).floating()) {
        fresh.add(differing(own, sizes, found, classes, dtype(name)));
      } else {
        matched.put(own, name);
      }
      used.add(name);
    });
  }

  private Dtype dtype(String name) {
    return tensors.get(name).file.dtype(tensors.get(name).name);
  }

  private static Fit.Unmatched differing(String own, List<Long> sizes, List<Long> found, int classes, Dtype type) {
    boolean classifier = type.floating() && sizes.size() == found.size() && !sizes.isEmpty() && sizes.get(0) == classes
        && sizes.subList(1, sizes.size()).equals(found.subList(1, found.size()));
    return classifier ? new Fit.Unmatched(own, sizes.get(0) + " classes here, " + found.get(0) + " there", false)
        : new Fit.Unmatched(own, "sizes " + sizes + " here, " + found + (type.floating() ? "" : " of " + type) + " there", true);
  }

  /** The module of the file that a name belongs to: what stands before the first dot that is not a wrapper's. */
  private static String group(String name) {
    if (name.startsWith(Objective.PREFIX)) {
      return name.substring(0, name.lastIndexOf('/'));
    }
    int from = Stream.of("encoder.", "decoder.", "backbone.", "body/decoder.", "body/").filter(name::startsWith)
        .mapToInt(String::length).findFirst().orElse(0);
    int dot = name.indexOf('.', from);
    return dot < 0 ? name : name.substring(0, dot);
  }

  /** Overwrites what fits of a compiled body and its heads, by tap. */
  public Fit into(Model body, Map<String, Model> heads) {
    Map<String, Network> networks = new LinkedHashMap<>();
    heads.forEach((tap, head) -> networks.put(tap, head.network()));
    Fit fit = fit(body.network(), networks);
    fit.matched().forEach((own, name) -> {
      Source source = tensors.get(name);
      try (Scope scope = Scope.silent()) {
        Target.of(own, body, heads).load(source.file.tensor(source.name));
      }
    });
    return fit;
  }

  /** Opens {@code file}, fills body and heads, and closes it. */
  public static Fit load(Path file, Model body, Map<String, Model> heads) {
    try (Weights weights = open(file)) {
      return weights.into(body, heads);
    }
  }

  @Override
  public void close() {
    files.forEach(StateDict::close);
  }
}
