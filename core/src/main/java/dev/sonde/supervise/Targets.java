package dev.sonde.supervise;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.javacpp.LongPointer;

/**
 * The truth at the size of a map of scores: targets follow the head, whatever its stride.
 *
 * <p>Cell {@code (i, j)} of a map of {@code h x w} scores is taught the class at row {@code floor((i + ½)·H/h)} and column
 * {@code floor((j + ½)·W/w)} of a mask of {@code H x W}: the pixel in the middle of its field. Nothing is averaged, so ignored pixels stay ignored and no class
 * appears that was not there. Source: PyTorch's {@code nearest-exact}, and PIL's {@code NEAREST}, by which CSAIL's {@code dataset.py} makes its labels.
 */
final class Targets {
  private Targets() {}

  /** {@code labels} as {@code scores} wants them: {@code [N]} as they are, {@code [N, H, W] → [N, h, w]} for scores {@code [N, K, h, w]}. */
  static Tensor like(Tensor scores, Tensor labels) {
    if (labels.dim() != 3 || scores.dim() != 4) {
      return labels;
    }
    return along(along(labels, 1, scores.size(2)), 2, scores.size(3));
  }

  private static Tensor along(Tensor labels, long axis, long wanted) {
    long size = labels.size(axis);
    return size == wanted ? labels : labels.index_select(axis, centres(size, wanted));
  }

  private static Tensor centres(long size, long wanted) {
    Tensor index = torch.empty(new long[] {wanted}, new TensorOptions(torch.ScalarType.Long), null);
    LongPointer cells = new LongPointer(index.data_ptr());
    for (long i = 0; i < wanted; i++) {
      cells.put(i, (2 * i + 1) * size / (2 * wanted));
    }
    return index;
  }
}
