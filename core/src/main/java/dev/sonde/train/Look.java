package dev.sonde.train;

import dev.sonde.torch.Scope;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What one look at images brought.
 *
 * @param scores   by part, {@code [N, K, h, w]}
 * @param mirrored whether the images were
 */
record Look(Map<String, Tensor> scores, boolean mirrored) {

  /** {@code softmax(resize(z))} of one part in a band of the answer, mirrored back. */
  Tensor shares(String part, Band band) {
    Tensor answer = torch.softmax(band.of(scores.get(part)), 1);
    return mirrored ? torch.flip(answer, 3) : answer;
  }

  /** Outlives {@code scope}, until it is closed. */
  Look kept(Scope scope) {
    scores.values().forEach(scope::keep);
    return this;
  }

  void close() {
    scores.values().forEach(Tensor::close);
  }
}
