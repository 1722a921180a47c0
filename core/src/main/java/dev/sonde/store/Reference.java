package dev.sonde.store;

import dev.sonde.net.Network;
import dev.sonde.supervise.Objective;
import dev.sonde.torch.Model;
import dev.sonde.torch.Scope;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A network's weights as the code that it comes from names them, so that {@code model.load_state_dict(safetensors.torch.load_file(...))}
 * takes them: torchvision's names for its networks ({@code features.0} of VGG, {@code aux1} of GoogLeNet; {@code backbone},
 * {@code classifier} and {@code aux_classifier} of FCN), those of CSAIL's {@code SegmentationModule} ({@code encoder}, {@code decoder},
 * {@code _deepsup}) for an encoder with a decoder, our own where there is no reference. Heads that no reference knows are called
 * {@code heads.TAP.NAME}. Counters of batch normalisation, which PyTorch expects, are 0.
 */
public final class Reference {
  private static final String VARIANCE = ".running_var";

  private Reference() {}

  /** Our full names → theirs, in order. */
  static Map<String, String> names(Network body, Map<String, Network> heads) {
    Map<String, String> names = new LinkedHashMap<>();
    for (Part part : Part.of(body, heads)) {
      UnaryOperator<String> theirs = part.title().equals("decoder") ? decoder(body, part.sizes().keySet())
          : part.head() ? head(body, part.sizes().keySet()) : body(body, part.sizes().keySet());
      part.sizes().keySet().forEach(own -> names.put(own, theirs.apply(own)));
    }
    return names;
  }

  private static boolean fcn(Network body) {
    return body.name().endsWith("+fcn");
  }

  private static UnaryOperator<String> body(Network body, Set<String> names) {
    if (!Naming.dense(body.parameters().keySet())) {
      return name -> Naming.torchvision(names, name);
    }
    return fcn(body) ? name -> "backbone." + name : name -> "encoder." + Naming.csail(name);
  }

  private static UnaryOperator<String> decoder(Network body, Set<String> names) {
    List<UnaryOperator<String>> all = Naming.ofDecoder(names);
    return all.get(fcn(body) ? Naming.FCN : 0);
  }

  private static UnaryOperator<String> head(Network body, Set<String> names) {
    String own = names.iterator().next();
    String tap = own.substring(Objective.PREFIX.length(), own.lastIndexOf('/'));
    if (tap.equals("inception4a") || tap.equals("inception4d")) {
      return Naming.ofHead(tap, names).get(2);
    }
    boolean auxiliary = Naming.dense(body.parameters().keySet()) && tap.equals(Naming.AUXILIARY_TAP);
    return Naming.ofHead(tap, names).get(!auxiliary ? 1 : fcn(body) ? Naming.AUXILIARY : Naming.DEEPSUP);
  }

  /**
   * Writes body and heads under these names; {@code file} is replaced in one instant or not at all.
   *
   * @param part what their names must begin with, which is then left away: {@code "encoder."} for CSAIL's encoder alone; empty for
   *             everything as it is
   * @throws IllegalArgumentException where nothing begins so
   */
  public static int write(Path file, Model body, Map<String, Model> heads, String part) {
    Map<String, Network> networks = new LinkedHashMap<>();
    heads.forEach((tap, head) -> networks.put(tap, head.network()));
    Map<String, Tensor> all = new LinkedHashMap<>();
    try (Scope scope = Scope.silent()) {
      Map<String, Tensor> state = new LinkedHashMap<>(body.state());
      heads.forEach((tap, head) -> head.state().forEach((name, tensor) -> state.put(Objective.PREFIX + tap + "/" + name, tensor)));
      names(body.network(), networks).forEach((own, theirs) -> put(all, theirs, part, state.get(own)));
      if (all.isEmpty()) {
        throw new IllegalArgumentException("no parameter of " + body.network().name() + " is called \"" + part
            + "…\" in the code it comes from");
      }
      Safetensors.write(file, all, Map.of("format", "pt"));
    }
    return all.size();
  }

  private static void put(Map<String, Tensor> all, String name, String part, Tensor tensor) {
    if (!name.startsWith(part)) {
      return;
    }
    String plain = name.substring(part.length());
    all.put(plain, tensor);
    if (plain.endsWith(VARIANCE)) {
      all.put(plain.replace(VARIANCE, ".num_batches_tracked"), torch.zeros(new long[0], new TensorOptions(ScalarType.Long)));
    }
  }
}
