package dev.sonde.store;

import dev.sonde.data.BadData;
import dev.sonde.net.Plain;
import dev.sonde.store.Pickled.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A machine for Python pickles (protocols 0 to 5) that builds descriptions of tensors, and containers of them, and nothing else.
 *
 * <p>A pickle is a program: opcodes of one byte push values on a stack, put them into containers, keep them in a memo, and call what they
 * name. Here the names are the few of {@link Global}; there is no reflection and no class of Java's is ever looked up. Containers that
 * hold themselves are possible and harmless, since none is hashed or printed, and the one walk over them, the search for the state dict
 * ({@link Nesting}), looks at each once at each of a few depths. Memory is bounded by the number of steps and the
 * length of the pickle.
 *
 * <p>Source: CPython {@code Lib/pickletools.py}; PyTorch {@code torch/_weights_only_unpickler.py} for what {@code torch.save} writes.
 */
final class Unpickler {
  /** Opcodes of one pickle, and elements that its calls copy; a state dict needs about 40 for each tensor. */
  static final int MOST_STEPS = 1_000_000;

  private final String file;
  private final PickleBytes in;
  private final Function<List<?>, Object> persistent;
  private final List<Object> stack = new ArrayList<>();
  private final Deque<Integer> marks = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();
  private long steps;

  /**
   * @param persistent what stands for an object that is kept outside the pickle, given its id: the storages
   */
  Unpickler(String file, PickleBytes in, Function<List<?>, Object> persistent) {
    this.file = file;
    this.in = in;
    this.persistent = persistent;
  }

  /** Runs to the end of one pickle; throws {@link BadData} where it is damaged, too long, or asks for more than tensors and containers. */
  Object load() {
    for (int opcode = in.u8(); opcode != '.'; opcode = in.u8()) {
      spend(1);
      step(opcode);
    }
    return pop();
  }

  private void spend(long more) {
    steps += more;
    if (steps > MOST_STEPS) {
      throw new BadData("%s was refused: its pickle has more than %d steps, which no state dict needs".formatted(file, MOST_STEPS));
    }
  }

  private void step(int opcode) {
    Optional<Object> literal = Pickled.literal(file, opcode, in);
    if (literal.isPresent()) {
      stack.add(literal.get());
    } else if (!keeps(opcode) && !builds(opcode) && !fills(opcode) && !calls(opcode)) {
      throw new BadData("%s is damaged: byte %d of its pickle is the opcode 0x%02x, which torch.save does not write".formatted(
          file, in.position() - 1, opcode));
    }
  }

  /** The opcodes of stack and memo. */
  private boolean keeps(int opcode) {
    switch (opcode) {
      case 0x80 -> in.u8();
      case 0x95 -> in.i64();
      case '(' -> marks.push(stack.size());
      case '0' -> drop();
      case '1' -> marked();
      case '2' -> stack.add(top());
      case 'p' -> memo.put(number(in.line()), top());
      case 'q' -> memo.put(in.u8(), top());
      case 'r' -> memo.put(in.i32(), top());
      case 0x94 -> memo.put(memo.size(), top());
      case 'g' -> recall(number(in.line()));
      case 'h' -> recall(in.u8());
      case 'j' -> recall(in.i32());
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The opcodes that make a container. */
  private boolean builds(int opcode) {
    switch (opcode) {
      case ')', ']', 0x8f -> stack.add(new ArrayList<>());
      case '}' -> stack.add(new Table());
      case 't', 'l', 0x91 -> stack.add(marked());
      case 0x85 -> stack.add(last(1));
      case 0x86 -> stack.add(last(2));
      case 0x87 -> stack.add(last(3));
      case 'd' -> {
        List<Object> pairs = marked();
        stack.add(new Table());
        put(pairs);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The opcodes that put something into a container. */
  private boolean fills(int opcode) {
    switch (opcode) {
      case 'a' -> append(last(1));
      case 'e', 0x90 -> append(marked());
      case 's' -> put(last(2));
      case 'u' -> put(marked());
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The opcodes that name something or call it. */
  private boolean calls(int opcode) {
    switch (opcode) {
      case 'c' -> stack.add(Global.of(file, in.line(), in.line()));
      case 0x93 -> {
        List<Object> names = last(2);
        stack.add(Global.of(file, text(names.get(0)), text(names.get(1))));
      }
      case 'R', 0x81 -> call(last(2));
      case 'b' -> state(last(1).get(0));
      case 'Q' -> stack.add(persistent.apply(list(pop(), "the id of a storage")));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void call(List<Object> both) {
    if (!(both.get(0) instanceof Global global)) {
      throw new BadData("%s is damaged: its pickle calls something that is no name".formatted(file));
    }
    List<?> arguments = list(both.get(1), "the arguments of " + global.name());
    arguments.forEach(argument -> spend(copies(argument)));
    stack.add(global.call(file, arguments));
  }

  /** Elements that a call may copy of one of its arguments. */
  private static int copies(Object argument) {
    return argument instanceof List<?> list ? list.size() : argument instanceof Table table ? table.entries().size() : 0;
  }

  /** Attributes, such as the {@code _metadata} of a state dict: of no use here. */
  private void state(Object ignored) {
    if (!(top() instanceof Table || top() instanceof View)) {
      throw new BadData("%s is damaged: its pickle gives attributes to something that has none".formatted(file));
    }
  }

  private void append(List<Object> values) {
    if (!(top() instanceof ArrayList<?>)) {
      throw new BadData("%s is damaged: its pickle appends to something that is no list".formatted(file));
    }
    @SuppressWarnings("unchecked")
    List<Object> list = (List<Object>) top();
    list.addAll(values);
  }

  private void put(List<Object> pairs) {
    if (!(top() instanceof Table table) || pairs.size() % 2 != 0) {
      throw new BadData("%s is damaged: its pickle puts items into something that is no dict".formatted(file));
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      table.put(pairs.get(i), pairs.get(i + 1));
    }
  }

  private void recall(int key) {
    Object value = memo.get(key);
    if (value == null) {
      throw new BadData("%s is damaged: its pickle recalls number %d, which it never kept".formatted(file, key));
    }
    stack.add(value);
  }

  private int floor() {
    return marks.isEmpty() ? 0 : marks.peek();
  }

  private void drop() {
    if (!marks.isEmpty() && marks.peek() == stack.size()) {
      marks.pop();
    } else {
      pop();
    }
  }

  private Object top() {
    return last(1, false).get(0);
  }

  private Object pop() {
    return last(1).get(0);
  }

  private List<Object> last(int count) {
    return last(count, true);
  }

  private List<Object> last(int count, boolean taking) {
    int from = stack.size() - count;
    if (from < floor()) {
      throw new BadData("%s is damaged: its pickle takes more values than it has".formatted(file));
    }
    List<Object> view = stack.subList(from, stack.size());
    List<Object> values = new ArrayList<>(view);
    if (taking) {
      view.clear();
    }
    return values;
  }

  private List<Object> marked() {
    if (marks.isEmpty()) {
      throw new BadData("%s is damaged: its pickle ends a list that it never began".formatted(file));
    }
    int from = marks.pop();
    List<Object> view = stack.subList(from, stack.size());
    List<Object> values = new ArrayList<>(view);
    view.clear();
    return values;
  }

  private int number(String line) {
    try {
      return Integer.parseInt(line);
    } catch (NumberFormatException e) {
      throw new BadData("%s is damaged: its pickle keeps a value under %s".formatted(file, Plain.quoted(line)), e);
    }
  }

  private String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new BadData("%s is damaged: its pickle has a name that is no text".formatted(file));
  }

  private List<?> list(Object value, String what) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new BadData("%s is damaged: %s is no tuple".formatted(file, what));
  }
}
