package dev.sonde.store;

import dev.sonde.data.BadData;
import dev.sonde.net.Plain;
import dev.sonde.store.Pickled.Table;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The search for the state dict in what a training script saved around it. Each table is looked through once at each depth, however often
 * and in whatever circles the tables hold each other: the search takes no longer than the pickle has entries.
 */
final class Nesting {
  private static final List<String> NESTS = List.of("state_dict", "model_state_dict", "model_state", "model", "net", "network",
      "weights", "module", "params");
  private static final int DEEPEST = 4;

  private final String file;
  private final Map<Table, Boolean> tensors = new IdentityHashMap<>();
  private final List<Map<Table, Boolean>> held = IntStream.rangeClosed(0, DEEPEST)
      .<Map<Table, Boolean>>mapToObj(depth -> new IdentityHashMap<>()).toList();

  private Nesting(String file) {
    this.file = file;
  }

  /** The dict of named tensors in {@code object}: under a known key, or under the only one that holds any; else {@code object} itself. */
  static Table stateDict(String file, Object object) {
    return new Nesting(file).state(object, 0);
  }

  private Table state(Object object, int depth) {
    if (!(object instanceof Table table)) {
      throw new BadData(file + " holds no state dict but " + (object instanceof View ? "a single tensor" : "something else")
          + "; in Python, save model.state_dict()");
    }
    List<Table> inner = depth < DEEPEST ? tables(table, depth) : List.of();
    if (!inner.isEmpty() && (inner.get(0) == named(table).orElse(null) || !hasTensors(table))) {
      return single(table, inner, depth);
    }
    if (!hasTensors(table)) {
      throw new BadData(file + " holds no named tensors; it has the keys " + keys(table));
    }
    return table;
  }

  private Table single(Table table, List<Table> inner, int depth) {
    if (inner.size() > 1) {
      throw new BadData(file + " holds more than one set of named tensors; it has the keys " + keys(table)
          + "; save the one that is meant alone");
    }
    return state(inner.get(0), depth + 1);
  }

  /** The one under a known key, or all that hold tensors somewhere. */
  private List<Table> tables(Table table, int depth) {
    Optional<Table> known = named(table);
    return known.isPresent() ? List.of(known.get()) : table.entries().values().stream()
        .filter(Table.class::isInstance).map(Table.class::cast).distinct().filter(inner -> inner != table && holds(inner, depth + 1))
        .toList();
  }

  private Optional<Table> named(Table table) {
    return NESTS.stream().map(key -> table.entries().get(key)).filter(value -> value instanceof Table inner && holds(inner, 1))
        .map(Table.class::cast).findFirst();
  }

  /** Whether named tensors lie in it, or under one of the known keys below. */
  private boolean holds(Table table, int depth) {
    return held.get(depth).computeIfAbsent(table, one -> hasTensors(one) || depth < DEEPEST && NESTS.stream()
        .anyMatch(key -> one.entries().get(key) instanceof Table inner && inner != one && holds(inner, depth + 1)));
  }

  private boolean hasTensors(Table table) {
    return tensors.computeIfAbsent(table, one -> one.entries().entrySet().stream()
        .anyMatch(entry -> entry.getKey() instanceof String && entry.getValue() instanceof View));
  }

  private static String keys(Table table) {
    List<String> keys = table.entries().keySet().stream().filter(String.class::isInstance).map(key -> Plain.quoted((String) key)).limit(8)
        .toList();
    return keys.isEmpty() ? "none" : String.join(", ", keys) + (table.entries().size() > keys.size() ? ", …" : "");
  }
}
