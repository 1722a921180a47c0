package dev.sonde.torch;

import dev.sonde.data.Seed;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import java.util.List;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** First values: {@link Initializer}s carried out in libtorch's memory, each parameter from a generator of its own. */
final class Fill {
  private Fill() {}

  /** A fresh tensor in logical sizes. Batch normalisation starts at scale 1 and shift 0 whatever the rule. */
  static Tensor parameter(String suffix, List<Integer> sizes, Layer layer, Initialization.Rule rule, Seed seed, Precision precision) {
    Initializer how = suffix.equals("weight") ? rule.weight() : rule.bias();
    if (layer instanceof Layer.BatchNorm) {
      how = new Initializer.Constant(suffix.equals("weight") ? 1 : 0);
    }
    Tensor empty = torch.empty(Tensors.sizes(sizes), new TensorOptions(ScalarType.Float), null);
    Tensor filled = draw(empty, how, Initializer.Fans.of(sizes, layer), seed);
    return precision == Precision.FLOAT32 ? filled : filled.to(precision.type);
  }

  private static Tensor draw(Tensor target, Initializer how, Initializer.Fans fans, Seed seed) {
    Initializer.Law law = how.law(fans);
    GeneratorOptional generator = new GeneratorOptional(torch.make_generator_cpu(seed.value()));
    if (law instanceof Initializer.Law.Normal normal) {
      return target.normal_(0, normal.deviation(), generator);
    }
    if (law instanceof Initializer.Law.Even even) {
      return target.uniform_(-even.bound(), even.bound(), generator);
    }
    return target.fill_(new Scalar(((Initializer.Law.Fixed) law).value()));
  }
}
