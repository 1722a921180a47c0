package dev.sonde.train;

import dev.sonde.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Some rows of a map that is enlarged, without the others: {@code [N, K, h, w] → [N, K, rows, width]}, which is
 * {@code resized(map, height, width)[top … top + rows)}.
 *
 * <p>Row {@code i} lies at {@code s = max(0, (i + 1/2) h / height − 1/2)}: {@code (1 − f) map[⌊s⌋] + f map[⌊s⌋ + 1]}, {@code f = s − ⌊s⌋} (bilinear,
 * corners not aligned). Columns are resized behind.
 *
 * @param height of the whole answer
 * @param width  of the whole answer
 */
record Band(int height, int width, int top, int rows) {

  /** The whole answer in bands of at most {@code most} values, one row at least, of which each has {@code perPixel}. */
  static List<Band> all(int height, int width, long perPixel, long most) {
    int rows = (int) Math.max(1, Math.min(height, most / (perPixel * width)));
    List<Band> all = new ArrayList<>();
    for (int top = 0; top < height; top += rows) {
      all.add(new Band(height, width, top, Math.min(rows, height - top)));
    }
    return all;
  }

  /** In the caller's scope. */
  Tensor of(Tensor map) {
    long tall = map.size(2);
    return rows == height ? Tensors.resized(map, height, width)
        : Tensors.resized(tall == height ? map.narrow(2, top, rows) : between(map, tall), rows, width);
  }

  private Tensor between(Tensor map, long tall) {
    float[] upper = new float[rows];
    float[] lower = new float[rows];
    float[] share = new float[rows];
    float scale = (float) tall / height;
    for (int i = 0; i < rows; i++) {
      float at = Math.max(0, scale * (top + i + 0.5f) - 0.5f);
      upper[i] = Math.min((int) at, tall - 1);
      lower[i] = Math.min(upper[i] + 1, tall - 1);
      share[i] = at - upper[i];
    }
    return torch.lerp(picked(map, upper), picked(map, lower), Tensors.of(share, 1, 1, rows, 1).to(map.scalar_type()));
  }

  private static Tensor picked(Tensor map, float[] indices) {
    return map.index_select(2, Tensors.of(indices, indices.length).to(torch.ScalarType.Long));
  }
}
