package dev.sonde.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.data.Codec;
import dev.sonde.data.Dataset;
import dev.sonde.data.Image;
import dev.sonde.data.Mask;
import dev.sonde.data.Painted;
import dev.sonde.data.Palette;
import dev.sonde.data.Sample;
import dev.sonde.metric.Confusion;
import java.util.Base64;
import java.util.List;
import java.util.function.IntFunction;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The form of {@code evaluation.json} where pixels were named; counts are of pixels whose class is known.
 *
 * <pre>
 * epoch, samples, dense (true), accuracy, pixel_accuracy (the same), mean_iou, frequency_weighted_iou
 * classes    names in the order of the outputs
 * palette    their colours, "#rrggbb"
 * confusion  rows of counts, truth by predicted class; null above 200 classes
 * confused   the 20 largest cells off the diagonal {truth, predicted, count}, largest first
 * pixels     how many are of each class
 * iou        by class, |truth ∩ named| / |truth ∪ named|; null where it neither occurs nor was named
 * recall     by class; null where it does not occur
 * precision  by class; null where it was never named
 * heads      {tap: {accuracy, mean_iou, iou}}
 * pictures   {index, origin, mean_iou, present (classes in either mask), image, truth, predicted, error}, those of {@link Evaluation#shown}
 * </pre>
 * The four pictures are data URIs of PNGs whose longer side has at most 320 pixels: the sample before preparation and transforms, both masks in the
 * palette's colours, and the errors as {@link Painted#errors} marks them; {@code image} and {@code error} are null where the image is neither gray nor
 * RGB.
 */
final class SegmentationFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PICTURE = 320;

  private SegmentationFile() {}

  /** The file's content; {@code data} is the evaluated set before preparation and transforms. */
  static ObjectNode tree(int epoch, Evaluation last, List<String> names, Dataset data) {
    Confusion confusion = last.confusion();
    ObjectNode tree = JSON.createObjectNode().put("epoch", epoch).put("samples", last.samples()).put("dense", true)
        .put("accuracy", confusion.accuracy()).put("pixel_accuracy", confusion.accuracy()).put("mean_iou", confusion.meanIou())
        .put("frequency_weighted_iou", confusion.frequencyWeightedIou());
    names.forEach(tree.putArray("classes")::add);
    data.palette().texts().forEach(tree.putArray("palette")::add);
    tree.set("confusion", EvaluationFile.matrix(confusion));
    tree.set("confused", EvaluationFile.confused(confusion));
    IntStream.range(0, confusion.classes()).mapToLong(confusion::total).forEach(tree.putArray("pixels")::add);
    tree.set("iou", each(confusion, confusion::iou));
    tree.set("recall", each(confusion, confusion::recall));
    tree.set("precision", each(confusion, confusion::precision));
    new java.util.TreeMap<>(last.heads()).forEach((tap, head) -> tree.withObjectProperty("heads").putObject(tap).put("accuracy", head.accuracy())
        .put("mean_iou", head.meanIou()).set("iou", each(head, head::iou)));
    ArrayNode pictures = tree.putArray("pictures");
    last.shown().forEach(shown -> picture(shown, data, pictures.addObject()));
    return tree;
  }

  private static ArrayNode each(Confusion confusion, IntFunction<OptionalDouble> number) {
    ArrayNode all = JSON.createArrayNode();
    IntStream.range(0, confusion.classes()).mapToObj(number).forEach(value -> EvaluationFile.add(all, value));
    return all;
  }

  private static void picture(Shown shown, Dataset data, ObjectNode to) {
    Sample sample = data.get(shown.index());
    Palette palette = data.palette();
    Image image = sample.image().within(PICTURE);
    Mask truth = Painted.nearest(sample.mask(), image.height(), image.width());
    Mask named = Painted.nearest(shown.predicted(), image.height(), image.width());
    boolean visible = image.channels() == 1 || image.channels() == 3;
    to.put("index", shown.index()).put("origin", data.origin(shown.index())).put("mean_iou", shown.meanIou());
    present(sample.mask(), shown.predicted()).forEach(to.putArray("present")::add);
    to.put("image", visible ? uri(image) : null).put("truth", uri(Painted.of(truth, palette))).put("predicted", uri(Painted.of(named, palette)))
        .put("error", visible ? uri(Painted.errors(image, truth, named)) : null);
  }

  /** In order; a picture's legend. */
  private static IntStream present(Mask truth, Mask named) {
    return IntStream.concat(classes(truth), classes(named)).filter(c -> c >= 0).sorted().distinct();
  }

  private static IntStream classes(Mask mask) {
    return IntStream.range(0, mask.classes().length).map(i -> mask.classes()[i]).distinct();
  }

  private static String uri(Image image) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(Codec.png(image));
  }
}
