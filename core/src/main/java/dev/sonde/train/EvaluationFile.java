package dev.sonde.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.data.Codec;
import dev.sonde.data.Dataset;
import dev.sonde.data.Image;
import dev.sonde.metric.Confusion;
import dev.sonde.store.AtomicFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Writes {@code evaluation.json}, what the last evaluation found: replaced whole after every evaluation, free of clock and speed.
 *
 * <pre>
 * epoch, samples, accuracy   of this evaluation
 * classes    names in the order of the outputs
 * confusion  rows of counts, truth by predicted class; null above 200 classes
 * confused   the 20 largest cells off the diagonal {truth, predicted, count}, largest first
 * recall     by class; null where the class does not occur
 * precision  by class; null where it was never named
 * worst      at most 24 samples named wrong, the least probable truth first:
 *            {index, origin, truth, predicted, confidence, truth_probability, picture}
 * right      at most 8 samples named right, the same form, the least sure first
 * </pre>
 * Where pixels are named the form is that of {@link SegmentationFile}.
 *
 * <p>{@code confidence} and {@code truth_probability} are those of {@link Guess}; {@code picture} is the sample before preparation and
 * transforms as a data URI of a PNG whose longer side has at most 96 pixels, or null where the image is neither gray nor RGB.
 */
final class EvaluationFile implements Listener {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST_MATRIX = 200;
  private static final int CONFUSED = 20;
  private static final int PICTURE = 96;

  private final Path file;

  EvaluationFile(Path folder) {
    file = folder.resolve("evaluation.json");
  }

  @Override
  public void evaluated(Run run) {
    ObjectNode tree = tree(run.epoch(), run.evaluations().get(run.evaluations().size() - 1), run.classes(), run.test());
    ByteBuffer bytes = ByteBuffer.wrap((text(tree) + "\n").getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(file, channel -> {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    });
  }

  private static String text(ObjectNode tree) {
    try {
      return JSON.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an evaluation always has a written form", e);
    }
  }

  /** The file's content; {@code data} is the evaluated set before preparation and transforms. */
  static ObjectNode tree(int epoch, Evaluation last, List<String> names, Dataset data) {
    if (last.dense()) {
      return SegmentationFile.tree(epoch, last, names, data);
    }
    Confusion confusion = last.confusion();
    int classes = confusion.classes();
    ObjectNode tree = JSON.createObjectNode().put("epoch", epoch).put("samples", last.samples()).put("accuracy", last.accuracy());
    names.forEach(tree.putArray("classes")::add);
    tree.set("confusion", matrix(confusion));
    tree.set("confused", confused(confusion));
    ArrayNode recall = tree.putArray("recall");
    ArrayNode precision = tree.putArray("precision");
    for (int c = 0; c < classes; c++) {
      add(recall, confusion.recall(c));
      add(precision, confusion.precision(c));
    }
    tree.set("worst", samples(last.worst(), data));
    tree.set("right", samples(last.right(), data));
    return tree;
  }

  static void add(ArrayNode array, OptionalDouble value) {
    if (value.isPresent()) {
      array.add(value.getAsDouble());
    } else {
      array.addNull();
    }
  }

  /** Rows of counts; null where there are too many classes to look at. */
  static @org.jspecify.annotations.Nullable ArrayNode matrix(Confusion confusion) {
    if (confusion.classes() > LARGEST_MATRIX) {
      return null;
    }
    ArrayNode rows = JSON.createArrayNode();
    for (int truth = 0; truth < confusion.classes(); truth++) {
      ArrayNode row = rows.addArray();
      for (int predicted = 0; predicted < confusion.classes(); predicted++) {
        row.add(confusion.count(truth, predicted));
      }
    }
    return rows;
  }

  private record Cell(int truth, int predicted, long count) {}

  /** The largest cells off the diagonal. */
  static ArrayNode confused(Confusion confusion) {
    List<Cell> cells = new ArrayList<>();
    for (int truth = 0; truth < confusion.classes(); truth++) {
      for (int predicted = 0; predicted < confusion.classes(); predicted++) {
        if (truth != predicted && confusion.count(truth, predicted) > 0) {
          cells.add(new Cell(truth, predicted, confusion.count(truth, predicted)));
        }
      }
    }
    ArrayNode all = JSON.createArrayNode();
    cells.stream().sorted(Comparator.comparingLong(Cell::count).reversed()).limit(CONFUSED)
        .forEach(cell -> all.addObject().put("truth", cell.truth).put("predicted", cell.predicted).put("count", cell.count));
    return all;
  }

  private static ArrayNode samples(List<Guess> guesses, Dataset data) {
    ArrayNode all = JSON.createArrayNode();
    for (Guess guess : guesses) {
      all.addObject().put("index", guess.index()).put("origin", data.origin(guess.index()))
          .put("truth", guess.truth()).put("predicted", guess.predicted())
          .put("confidence", guess.confidence()).put("truth_probability", guess.probability())
          .put("picture", picture(data.get(guess.index()).image()));
    }
    return all;
  }

  private static @org.jspecify.annotations.Nullable String picture(Image image) {
    return image.channels() != 1 && image.channels() != 3 ? null
        : "data:image/png;base64," + Base64.getEncoder().encodeToString(Codec.png(image.within(PICTURE)));
  }
}
