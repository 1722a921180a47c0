package dev.sonde.train;

import dev.sonde.data.Batch;
import dev.sonde.supervise.Breakdown;
import dev.sonde.supervise.Objective;
import dev.sonde.supervise.Part;
import dev.sonde.torch.Activations;
import dev.sonde.torch.Model;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/** Finds where numbers went wrong: the batch runs once more with every activation looked at. */
final class FirstBadNode {
  private static final String ADVICE = "; try a smaller rate, a bound on the gradients (clip), or another init";

  private FirstBadNode() {}

  /** An evaluation went wrong although the training loss was finite: the last update did it. */
  static NotFinite blame(Model body, Batch batch, double loss, int epoch) {
    try (Scope scope = Scope.silent()) {
      String node = firstBad(body.forward(Tensors.images(batch, body.precision()), false, names(body)));
      return new NotFinite("the evaluation loss is " + loss + " after epoch " + (epoch + 1) + ": "
          + (node == null ? "the outputs are finite, but too large for the loss" : "the first bad values come out of node \"" + node + "\"")
          + ADVICE);
    }
  }

  static NotFinite blame(Model body, Objective objective, Tensor images, Breakdown breakdown, long step) {
    return new NotFinite("the loss is " + breakdown.total() + " at step " + step + ": " + culprit(body, objective, images, breakdown)
        + ADVICE);
  }

  private static String culprit(Model body, Objective objective, Tensor images, Breakdown breakdown) {
    if (!finite(images)) {
      return "the images themselves hold values that are not finite; look at the transforms";
    }
    Activations all = body.forward(images, true, names(body));
    String node = firstBad(all);
    if (node != null) {
      String parameter = firstBadParameter(body.parameters());
      return "the first bad values come out of node \"" + node + "\"" + (parameter == null ? "" : ", whose network holds bad weights in \"" + parameter + "\"");
    }
    return breakdown.parts().stream().filter(part -> !Double.isFinite(part.loss())).findFirst()
        .map(part -> part.name().equals(Part.MAIN) ? "the main loss itself" : headCulprit(objective.heads().get(part.name()), all, part.name()))
        .orElse("the sum of finite parts");
  }

  private static String headCulprit(Model head, Activations activations, String tap) {
    Tensor input = activations.at(tap);
    String node = firstBad(head.forward(input, true, names(head)));
    return "the head at \"" + tap + "\"" + (node == null ? ", in its loss" : ", at its node \"" + node + "\"");
  }

  private static Set<String> names(Model model) {
    return model.network().nodes().stream().map(node -> node.name()).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static @org.jspecify.annotations.Nullable String firstBad(Activations activations) {
    return activations.taps().entrySet().stream().filter(entry -> !finite(entry.getValue())).map(Map.Entry::getKey).findFirst().orElse(null);
  }

  private static @org.jspecify.annotations.Nullable String firstBadParameter(Map<String, Tensor> parameters) {
    return parameters.entrySet().stream().filter(entry -> !finite(entry.getValue())).map(Map.Entry::getKey).findFirst().orElse(null);
  }

  private static boolean finite(Tensor tensor) {
    return tensor.isfinite().all().item_double() != 0;
  }
}
