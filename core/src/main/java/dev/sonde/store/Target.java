package dev.sonde.store;

import dev.sonde.supervise.Objective;
import dev.sonde.torch.Model;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The place of a parameter by its full name.
 *
 * @param name in {@code model}
 */
record Target(Model model, String name) {
  /** Of {@code heads/<tap>/<name>} the head's, of anything else the body's. */
  static Target of(String full, Model body, Map<String, Model> heads) {
    if (!full.startsWith(Objective.PREFIX)) {
      return new Target(body, full);
    }
    int slash = full.lastIndexOf('/');
    return new Target(heads.get(full.substring(Objective.PREFIX.length(), slash)), full.substring(slash + 1));
  }

  void load(Tensor values) {
    model.load(name, values);
  }
}
