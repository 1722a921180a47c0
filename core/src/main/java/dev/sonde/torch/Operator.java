package dev.sonde.torch;

import java.util.List;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;

/**
 * An aten operator called by its name, for those that have no Java method.
 *
 * <p>Arguments go in schema order: tensors, numbers, booleans, {@code List<Tensor>}, or {@link #NONE}. In-place operators only: what they return is
 * borrowed and dropped. Look one up once, outside scopes.
 */
final class Operator {
  /** An absent optional argument. */
  static final Object NONE = new Object();

  private final OperatorHandle handle;

  private Operator(OperatorHandle handle) {
    this.handle = handle;
  }

  static Operator named(String name) {
    Native.load();
    OperatorHandle handle = Dispatcher.singleton().findSchemaOrThrow(name, "");
    handle.retainReference();
    return new Operator(handle);
  }

  /** Runs the operator; the caller has a scope open. */
  void call(Object... arguments) {
    IValueVector stack = new IValueVector();
    for (Object argument : arguments) {
      stack.push_back(value(argument));
    }
    handle.callBoxed(stack);
  }

  private static IValue value(Object argument) {
    if (argument instanceof Tensor tensor) {
      return new IValue(tensor);
    }
    if (argument instanceof Double number) {
      return new IValue(number.doubleValue());
    }
    if (argument instanceof Boolean flag) {
      return new IValue(flag.booleanValue());
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
    GenericList list = new GenericList(new org.bytedeco.pytorch.Type.TypePtr(TensorType.get()));
    tensors.forEach(tensor -> list.push_back(new IValue((Tensor) tensor)));
    return list;
  }
}
