package dev.sonde.net;

import java.util.List;

/**
 * How a parameter's first values are drawn, as data. {@link #law} turns it into the distribution for one tensor; the room
 * {@code torch} draws from that.
 *
 * <p>Written {@code gaussian 0.01}, {@code uniform 0.05}, {@code xavier}, {@code caffe-xavier}, {@code he}, {@code he-fan-out},
 * {@code torch}, {@code constant 0.1}; {@link #toString} writes what {@link #parse} reads.
 */
public sealed interface Initializer {
  /** The distribution for a tensor with these fans. */
  Law law(Fans fans);

  /** Reads the written form; throws {@link IllegalArgumentException} with those known. */
  static Initializer parse(String text) {
    return InitializerText.parse(text);
  }

  /** A distribution to draw from. */
  sealed interface Law {
    /** {@code N(0, deviation²)}. */
    record Normal(double deviation) implements Law {}

    /** {@code U(-bound, bound)}. */
    record Even(double bound) implements Law {}

    /** One value everywhere. */
    record Fixed(double value) implements Law {}
  }

  /**
   * How many numbers meet in one output, and how many outputs one number reaches.
   *
   * @param in    {@code C/groups·k²} of a convolution, {@code F} of a linear layer
   * @param out   {@code filters·k²}, or {@code features}; like PyTorch, groups are not divided out
   * @param caffe old Caffe's fan-in, {@code count/num}: {@code in} of a convolution, but {@code features·F} of an inner product,
   *              whose blob has num = 1
   */
  record Fans(long in, long out, long caffe) {
    /**
     * Fans of a weight of {@code sizes} in {@code layer}; of a bias (one size) all three are that size, and no rule lets a bias
     * depend on them.
     */
    public static Fans of(List<Integer> sizes, Layer layer) {
      long count = sizes.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
      if (sizes.size() == 1) {
        return new Fans(count, count, count);
      }
      long byFirst = count / sizes.get(0);
      long bySecond = count / sizes.get(1);
      boolean transposed = layer instanceof Layer.TransposedConv;
      long in = transposed ? bySecond : byFirst;
      return new Fans(in, transposed ? byFirst : bySecond, layer instanceof Layer.Linear ? count : in);
    }
  }

  /** Normal with mean 0. */
  record Gaussian(double deviation) implements Initializer {
    public Gaussian {
      Check.within("deviation", deviation, 0, Double.MAX_VALUE);
    }

    @Override
    public Law law(Fans fans) {
      return new Law.Normal(deviation);
    }

    @Override
    public String toString() {
      return "gaussian " + deviation;
    }
  }

  /** Uniform in {@code [-bound, bound]}. */
  record Uniform(double bound) implements Initializer {
    public Uniform {
      Check.within("bound", bound, 0, Double.MAX_VALUE);
    }

    @Override
    public Law law(Fans fans) {
      return new Law.Even(bound);
    }

    @Override
    public String toString() {
      return "uniform " + bound;
    }
  }

  /** Uniform within {@code sqrt(6/(in + out))}. Source: Glorot and Bengio (2010), equation 16. */
  record Xavier() implements Initializer {
    @Override
    public Law law(Fans fans) {
      return new Law.Even(Math.sqrt(6.0 / (fans.in() + fans.out())));
    }

    @Override
    public String toString() {
      return "xavier";
    }
  }

  /**
   * Uniform within {@code sqrt(3/fan)} with the fan of old Caffe, which for an inner product is outputs times inputs: the
   * bound of DSN's companions. Source: s9xie/DSN {@code include/caffe/filler.hpp}, whose log prints the bounds.
   */
  record CaffeXavier() implements Initializer {
    @Override
    public Law law(Fans fans) {
      return new Law.Even(Math.sqrt(3.0 / fans.caffe()));
    }

    @Override
    public String toString() {
      return "caffe-xavier";
    }
  }

  /** Normal with deviation {@code sqrt(2/in)}. Source: He et al. (2015), equation 10. */
  record He() implements Initializer {
    @Override
    public Law law(Fans fans) {
      return new Law.Normal(Math.sqrt(2.0 / fans.in()));
    }

    @Override
    public String toString() {
      return "he";
    }
  }

  /** Normal with deviation {@code sqrt(2/out)}: keeps the size of gradients. Source: He et al. (2015), equation 14. */
  record HeFanOut() implements Initializer {
    @Override
    public Law law(Fans fans) {
      return new Law.Normal(Math.sqrt(2.0 / fans.out()));
    }

    @Override
    public String toString() {
      return "he-fan-out";
    }
  }

  /** One value everywhere. */
  record Constant(double value) implements Initializer {
    public Constant {
      Check.within("value", value, -Double.MAX_VALUE, Double.MAX_VALUE);
    }

    @Override
    public Law law(Fans fans) {
      return new Law.Fixed(value);
    }

    @Override
    public String toString() {
      return "constant " + value;
    }
  }

  /** Uniform within {@code 1/sqrt(in)}: what PyTorch gives linear layers and convolutions where nobody says otherwise. */
  record TorchDefault() implements Initializer {
    @Override
    public Law law(Fans fans) {
      return new Law.Even(1 / Math.sqrt(fans.in()));
    }

    @Override
    public String toString() {
      return "torch";
    }
  }
}
