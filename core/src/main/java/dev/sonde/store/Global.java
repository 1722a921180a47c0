package dev.sonde.store;

import dev.sonde.data.BadData;
import dev.sonde.net.Plain;
import dev.sonde.store.Pickled.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A name of Python's that a pickle refers to. The known ones make tensors and containers; every other is refused when it is named, so
 * nothing that a file brings along can run.
 */
record Global(String name) {
  private static final Map<String, Dtype> STORAGES = Map.of(
      "torch.DoubleStorage", Dtype.F64, "torch.FloatStorage", Dtype.F32, "torch.HalfStorage", Dtype.F16, "torch.BFloat16Storage",
      Dtype.BF16, "torch.LongStorage", Dtype.I64, "torch.IntStorage", Dtype.I32, "torch.ShortStorage", Dtype.I16,
      "torch.CharStorage", Dtype.I8, "torch.ByteStorage", Dtype.U8, "torch.BoolStorage", Dtype.BOOL);
  private static final Set<String> TENSORS = Set.of("torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2");
  private static final Set<String> PARAMETERS = Set.of("torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state");
  private static final Set<String> TABLES = Set.of("collections.OrderedDict", "collections.Counter");
  private static final Set<String> FIRST_ARGUMENT = Set.of("torch.Size", "torch.device", "builtins.set", "__builtin__.set",
      "_codecs.encode");
  private static final Set<String> MODULES = Set.of("torch.nn.", "torchvision.models.", "torch.jit.", "__torch__.");

  /** The global of this name; throws {@link BadData} naming it where it is none of the known. */
  static Global of(String file, String module, String name) {
    String full = module + "." + name;
    boolean known = STORAGES.containsKey(full) || TENSORS.contains(full) || PARAMETERS.contains(full) || TABLES.contains(full)
        || FIRST_ARGUMENT.contains(full)
        || module.equals("torch") && Arrays.stream(Dtype.values()).anyMatch(type -> type.torchName().equals(name));
    if (known) {
      return new Global(full);
    }
    if (MODULES.stream().anyMatch(full::startsWith) && !full.equals("torch.nn.parameter.Parameter")) {
      throw new BadData(("%s is a pickled module (%s), not a state dict, and was not loaded, because that would run its code;"
          + " in Python, save model.state_dict()").formatted(file, Plain.quoted(full)));
    }
    throw new BadData(("%s refers to %s, which is neither a tensor nor a container; nothing was run;"
        + " if a whole model was saved, save model.state_dict() in Python").formatted(file, Plain.quoted(full)));
  }

  Optional<Dtype> storage() {
    return Optional.ofNullable(STORAGES.get(name));
  }

  /** What the call with {@code arguments} makes. */
  Object call(String file, List<?> arguments) {
    if (TENSORS.contains(name) && arguments.size() >= 4 && arguments.get(0) instanceof View.Storage storage
        && arguments.get(1) instanceof Long offset) {
      List<Long> sizes = Pickled.wholes(file, "sizes", arguments.get(2));
      return new View(storage, offset, sizes, Pickled.wholes(file, "strides", arguments.get(3))).checked(file);
    }
    if (PARAMETERS.contains(name) && !arguments.isEmpty() && arguments.get(0) instanceof View view) {
      return view;
    }
    if (TABLES.contains(name)) {
      return table(file, arguments);
    }
    if (FIRST_ARGUMENT.contains(name) && !arguments.isEmpty()) {
      return arguments.get(0);
    }
    throw new BadData("%s is damaged: \"%s\" is called in a way that torch.save does not write".formatted(file, name));
  }

  /** {@code OrderedDict()}, {@code OrderedDict([(key, value), …])} or {@code Counter({…})}. */
  private Table table(String file, List<?> arguments) {
    Table table = new Table();
    if (!arguments.isEmpty() && arguments.get(0) instanceof Table given) {
      table.entries().putAll(given.entries());
    } else if (!arguments.isEmpty() && arguments.get(0) instanceof List<?> pairs) {
      for (Object pair : pairs) {
        if (!(pair instanceof List<?> two) || two.size() != 2) {
          throw new BadData("%s is damaged: %s is made of something else than pairs".formatted(file, name));
        }
        table.put(two.get(0), two.get(1));
      }
    }
    return table;
  }
}
