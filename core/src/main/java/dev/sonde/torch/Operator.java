package dev.sonde.torch;

import java.util.List;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.IntType;
import org.bytedeco.pytorch.NumberType;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.OptionalType;
import org.bytedeco.pytorch.SingletonTypePtr;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;

/**
 * An aten operator called by its name, for those that have no Java method.
 *
 * <p>Arguments go in schema order: tensors, numbers, booleans, texts, {@code long[]} for whole numbers, {@code double[]} for a list of optional numbers,
 * {@code List<Tensor>}, or {@link #NONE}; what is the same in every call may be made ready once ({@link #value}). Look one up once.
 */
final class Operator implements AutoCloseable {
  /** An absent optional argument. */
  static final Object NONE = new Object();

  private final OperatorHandle handle;

  private Operator(OperatorHandle handle) {
    this.handle = handle;
  }

  static Operator named(String name) {
    return named(name, "");
  }

  static Operator named(String name, String overload) {
    Native.load();
    OperatorHandle handle = Dispatcher.singleton().findSchemaOrThrow(name, overload);
    handle.retainReference();
    return new Operator(handle);
  }

  /** Runs an operator that works in place; the caller has a scope open, and what is returned is borrowed and dropped. */
  void call(Object... arguments) {
    run(arguments).close();
  }

  /** Runs an operator that returns a new tensor, which belongs to the caller's scope; nothing else holds it, nor the arguments. */
  Tensor result(Object... arguments) {
    try (IValueVector stack = run(arguments)) {
      return new Tensor(stack.get(0).toTensor()); // a handle of its own: the one on the stack is borrowed from it
    }
  }

  private IValueVector run(Object... arguments) {
    IValueVector stack = new IValueVector();
    for (Object argument : arguments) {
      IValue value = value(argument);
      stack.push_back(value);
      if (value != argument) {
        value.close();
      }
    }
    handle.callBoxed(stack);
    return stack;
  }

  /** An argument as the dispatcher takes it. */
  static IValue value(Object argument) {
    if (argument instanceof IValue ready) {
      return ready;
    }
    if (argument instanceof Tensor tensor) {
      return new IValue(tensor);
    }
    if (argument instanceof Double number) {
      return new IValue(number.doubleValue());
    }
    if (argument instanceof Boolean flag) {
      return new IValue(flag.booleanValue());
    }
    if (argument instanceof Long number) {
      return new IValue(number.longValue());
    }
    if (argument instanceof String text) {
      return new IValue(text);
    }
    if (argument instanceof long[] numbers) {
      return new IValue(list(numbers));
    }
    if (argument instanceof double[] numbers) {
      return new IValue(list(numbers));
    }
    if (argument instanceof List<?> tensors) {
      return new IValue(list(tensors));
    }
    if (argument == NONE) {
      return new IValue();
    }
    throw new IllegalArgumentException("an operator takes no " + argument.getClass().getSimpleName());
  }

  private static GenericList list(List<?> tensors) {
    GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
    tensors.forEach(tensor -> list.push_back(new IValue((Tensor) tensor)));
    return list;
  }

  private static GenericList list(long[] numbers) {
    GenericList list = new GenericList(pointer(IntType.getIntTypePtr().get()));
    for (long number : numbers) {
      list.push_back(new IValue(number));
    }
    return list;
  }

  private static GenericList list(double[] numbers) {
    GenericList list = new GenericList(OptionalType.get(pointer(NumberType.getNumberIntTypePtr().get())));
    for (double number : numbers) {
      list.push_back(new IValue(number));
    }
    return list;
  }

  /** By way of the pointer that owns nothing: the types live for ever, and JavaCPP would take their own pointers for shared ones. */
  private static Type.TypePtr pointer(Type type) {
    return new Type.TypePtr(new SingletonTypePtr(type));
  }

  @Override
  public void close() {
    handle.close();
  }
}
