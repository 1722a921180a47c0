package dev.sonde.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.data.Dataset;
import dev.sonde.data.Sieve;
import dev.sonde.data.Transform;
import dev.sonde.metric.Confusion;
import dev.sonde.supervise.Part;
import dev.sonde.torch.Engine;
import dev.sonde.torch.Model;
import dev.sonde.train.Segmentation;
import dev.sonde.train.Segmenter;
import dev.sonde.train.Views;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * {@code sonde eval} where pixels are named: intersection over union by class, of the body and of its heads.
 *
 * @param saved     what is evaluated
 * @param data      prepared, with masks
 * @param reference whether to say also what CSAIL's eval.py would print
 */
record EvalPixels(Saved saved, Dataset data, Views views, boolean heads, boolean reference) {
  private static final int PAIRS = 10;

  Segmentation run(int batch, int workers, Progress progress, Sieve sieve) {
    if (heads && saved.heads().isEmpty()) {
      throw new IllegalArgumentException(saved.file() + " holds no heads; leave --heads out, or name a checkpoint that was not stripped");
    }
    Map<String, Model> judged = heads ? saved.heads() : Map.of();
    try (Engine engine = Engine.of(saved.body(), judged.keySet())) {
      Segmenter segmenter = Segmenter.of(saved.body()).views(views).heads(judged).by(engine);
      return Segmentation.of(segmenter, data, Transform.parse(saved.checkpoint().eval()), batch, workers, progress::done, sieve);
    }
  }

  String text(Segmentation found) {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%s (%s) on %s: %s pictures in %s, %.1f img/s; views: %s%n",
        saved.body().network().name(), saved.file(), data.name(), Amounts.count(found.pictures()), Amounts.time(found.seconds()), found.pictures() / found.seconds(), views));
    found.parts().forEach((part, confusion) ->
        text.append(part.equals(Part.MAIN) ? "" : "head " + part + ": ").append(line(confusion)).append('\n'));
    if (reference) {
      double iou = found.main().meanIouOverAll();
      text.append(String.format(Locale.ROOT, "as CSAIL's eval.py counts: mean IoU %.2f %% over all %d classes, absent ones as 0; overall score %.2f %%%n",
          100 * iou, data.classes().size(), 50 * (iou + found.main().accuracy())));
    }
    return text.append('\n').append(table(found)).append(pairs(found.main())).toString();
  }

  private static String line(Confusion confusion) {
    long present = IntStream.range(0, confusion.classes()).filter(c -> confusion.iou(c).isPresent()).count();
    return String.format(Locale.ROOT, "mean IoU %.2f %% over %d classes, pixel accuracy %.2f %%, frequency-weighted IoU %.2f %%", 100 * confusion.meanIou(),
        present, 100 * confusion.accuracy(), 100 * confusion.frequencyWeightedIou());
  }

  private Sheet table(Segmentation found) {
    List<String> headings = new java.util.ArrayList<>(List.of("class", "pixels", "IoU", "recall", "precision"));
    List<String> taps = found.parts().keySet().stream().filter(part -> !part.equals(Part.MAIN)).toList();
    taps.forEach(tap -> headings.add("IoU " + tap));
    Sheet sheet = new Sheet(headings.toArray(String[]::new));
    Confusion main = found.main();
    for (int c = 0; c < main.classes(); c++) {
      List<String> row = new java.util.ArrayList<>(List.of(data.classes().get(c), Amounts.percent((double) main.total(c) / main.total()),
          percent(main.iou(c)), percent(main.recall(c)), percent(main.precision(c))));
      for (String tap : taps) {
        row.add(percent(found.parts().get(tap).iou(c)));
      }
      sheet.row(row.toArray());
    }
    return sheet;
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent() ? Amounts.percent(share.getAsDouble()) : "–";
  }

  /** A cell off the diagonal. */
  private record Pair(int truth, int named, long count) {}

  private static List<Pair> confused(Confusion confusion) {
    int n = confusion.classes();
    return IntStream.range(0, n * n).filter(cell -> cell / n != cell % n)
        .mapToObj(cell -> new Pair(cell / n, cell % n, confusion.count(cell / n, cell % n))).filter(pair -> pair.count > 0)
        .sorted(Comparator.comparingLong(Pair::count).reversed()).limit(PAIRS).toList();
  }

  private String pairs(Confusion confusion) {
    List<Pair> pairs = confused(confusion);
    Sheet sheet = new Sheet("most confused", "taken for", "of its pixels");
    pairs.forEach(pair -> sheet.row(data.classes().get(pair.truth), data.classes().get(pair.named),
        Amounts.percent((double) pair.count / confusion.total(pair.truth))));
    return pairs.isEmpty() ? "" : "\n\n" + sheet;
  }

  String json(Segmentation found) {
    ObjectNode tree = new ObjectMapper().createObjectNode().put("network", saved.body().network().name()).put("checkpoint", saved.file().toString())
        .put("data", data.name()).put("samples", found.pictures()).put("views", views.toString()).put("seconds", found.seconds());
    put(tree, found.main());
    if (reference) {
      tree.put("reference_mean_iou", found.main().meanIouOverAll());
    }
    for (int c = 0; c < found.main().classes(); c++) {
      ObjectNode one = tree.withArray("classes").addObject().put("name", data.classes().get(c)).put("pixels", found.main().total(c));
      put(one, "iou", found.main().iou(c));
      put(one, "recall", found.main().recall(c));
      put(one, "precision", found.main().precision(c));
    }
    confused(found.main()).forEach(pair -> tree.withArray("confused").addObject().put("truth", data.classes().get(pair.truth))
        .put("predicted", data.classes().get(pair.named)).put("count", pair.count));
    found.parts().forEach((part, confusion) -> head(tree, part, confusion));
    return tree.toPrettyString();
  }

  private void head(ObjectNode tree, String part, Confusion confusion) {
    if (!part.equals(Part.MAIN)) {
      ObjectNode head = tree.withObjectProperty("heads").putObject(part);
      put(head, confusion);
      IntStream.range(0, confusion.classes()).forEach(c ->
          put(head.withArray("classes").addObject().put("name", data.classes().get(c)), "iou", confusion.iou(c)));
    }
  }

  private static void put(ObjectNode to, Confusion confusion) {
    to.put("mean_iou", confusion.meanIou()).put("pixel_accuracy", confusion.accuracy()).put("frequency_weighted_iou", confusion.frequencyWeightedIou());
  }

  private static void put(ObjectNode to, String key, OptionalDouble value) {
    if (value.isPresent()) {
      to.put(key, value.getAsDouble());
    } else {
      to.putNull(key);
    }
  }
}
