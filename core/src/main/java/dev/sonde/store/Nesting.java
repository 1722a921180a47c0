package dev.sonde.store;

import dev.sonde.data.BadData;
import dev.sonde.store.Pickled.Table;
import java.util.List;
import java.util.Optional;

/** The search for the state dict in what a training script saved around it. */
final class Nesting {
  private static final List<String> NESTS = List.of("state_dict", "model_state_dict", "model_state", "model", "net", "network",
      "weights", "module", "params");
  private static final int DEEPEST = 4;

  private Nesting() {}

  /** The dict of named tensors in {@code object}: under a known key, or under the only one that holds any; else {@code object} itself. */
  static Table stateDict(String file, Object object) {
    return state(file, object, 0);
  }

  private static Table state(String file, Object object, int depth) {
    if (!(object instanceof Table table)) {
      throw new BadData(file + " holds no state dict but " + (object instanceof View ? "a single tensor" : "something else")
          + "; in Python, save model.state_dict()");
    }
    List<Table> inner = depth < DEEPEST ? tables(table, depth) : List.of();
    if (!inner.isEmpty() && (inner.get(0) == named(table).orElse(null) || !hasTensors(table))) {
      return single(file, table, inner, depth);
    }
    if (!hasTensors(table)) {
      throw new BadData(file + " holds no named tensors; it has the keys " + keys(table));
    }
    return table;
  }

  private static Table single(String file, Table table, List<Table> inner, int depth) {
    if (inner.size() > 1) {
      throw new BadData(file + " holds more than one set of named tensors; it has the keys " + keys(table)
          + "; save the one that is meant alone");
    }
    return state(file, inner.get(0), depth + 1);
  }

  /** The one under a known key, or all that hold tensors somewhere. */
  private static List<Table> tables(Table table, int depth) {
    Optional<Table> known = named(table);
    return known.isPresent() ? List.of(known.get()) : table.entries().values().stream()
        .filter(value -> value instanceof Table inner && inner != table && holds(inner, depth + 1)).map(Table.class::cast).distinct()
        .toList();
  }

  private static Optional<Table> named(Table table) {
    return NESTS.stream().map(key -> table.entries().get(key)).filter(value -> value instanceof Table inner && holds(inner, 1))
        .map(Table.class::cast).findFirst();
  }

  /** Whether named tensors lie in it, or under one of the known keys below. */
  private static boolean holds(Table table, int depth) {
    return hasTensors(table) || depth < DEEPEST && NESTS.stream()
        .anyMatch(key -> table.entries().get(key) instanceof Table inner && inner != table && holds(inner, depth + 1));
  }

  private static boolean hasTensors(Table table) {
    return table.entries().entrySet().stream().anyMatch(entry -> entry.getKey() instanceof String && entry.getValue() instanceof View);
  }

  private static String keys(Table table) {
    List<String> keys = table.entries().keySet().stream().filter(String.class::isInstance).map(key -> "\"" + key + "\"").limit(8).toList();
    return keys.isEmpty() ? "none" : String.join(", ", keys) + (table.entries().size() > keys.size() ? ", …" : "");
  }
}
