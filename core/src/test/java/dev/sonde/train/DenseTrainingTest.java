package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.LeakCheck;
import dev.sonde.data.BadData;
import dev.sonde.data.Dataset;
import dev.sonde.data.Image;
import dev.sonde.data.Mask;
import dev.sonde.data.Sample;
import dev.sonde.data.Seed;
import dev.sonde.data.Split;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.probe.Survey;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Training on masks: one class for each pixel, taught at the size of each map of scores, judged at the size of the mask. */
@ExtendWith(LeakCheck.class)
class DenseTrainingTest {
  /** A bright square on dark ground; the first row counts for nothing, and nothing does where the masks are blank. */
  private record Squares(int size, long seed, boolean blank) implements Dataset {
    @Override
    public String name() {
      return "squares";
    }

    @Override
    public Sample get(int index) {
      RandomGenerator random = Seed.of(seed).stream(index).generator();
      Image image = Image.black(16, 24, 3);
      short[] classes = new short[16 * 24];
      Arrays.fill(classes, 0, blank ? classes.length : 24, Mask.IGNORE);
      int top = 1 + random.nextInt(8);
      int left = random.nextInt(17);
      for (int y = top; y < top + 7; y++) {
        for (int x = left; x < left + 7; x++) {
          classes[y * 24 + x] = blank ? Mask.IGNORE : 1;
          Arrays.fill(image.values(), 3 * (y * 24 + x), 3 * (y * 24 + x) + 3, 200 + random.nextInt(50));
        }
      }
      return new Sample(image, new Mask(16, 24, classes));
    }

    @Override
    public boolean dense() {
      return true;
    }

    @Override
    public List<String> classes() {
      return List.of("ground", "square");
    }
  }

  private static final Split DATA = new Split(new Squares(32, 1, false), new Squares(8, 2, false));

  private static Network network() {
    return NetworkBuilder.of("small", Shape.image(3, 16, 24))
        .conv(Layer.Conv.of(8, 3).padding(1)).batchNorm().relu().maxPool(2, 2).conv(Layer.Conv.of(8, 3).padding(1)).relu().conv(2, 1).build();
  }

  private static Training training(Path folder) {
    return training().into(folder);
  }

  private static Training training() {
    return Training.of(network(), "squares").on(DATA).with("eval", "[scale 0.00390625]").with("train", "[scale 0.00390625]")
        .with("rate", "0.1").epochs(8).batch(8);
  }

  /** The optimizer's operators are found once and live as long as the process. */
  @BeforeAll
  static void operators() {
    training().epochs(1).run().close();
  }

  @Test
  void a_body_learns_to_name_pixels(@TempDir Path folder) throws IOException {
    try (Run run = training(folder).run()) {
      Evaluation last = run.evaluations().get(7);
      assertTrue(last.dense());
      assertTrue(last.score() > 0.7, "mean IoU " + last.score());
      assertTrue(last.accuracy() > last.score());
      assertEquals(8 * 15 * 24, last.confusion().total(), "the ignored row is not counted");
      assertEquals(run.evaluations().stream().mapToDouble(Evaluation::score).max().orElseThrow(), run.best());
      assertTrue(run.best() < run.evaluations().stream().mapToDouble(Evaluation::accuracy).max().orElseThrow(), "not the accuracy");
      assertEquals(0, run.evaluations().get(0).shown().size(), "pictures of the last evaluation alone are kept");
      assertEquals(8, last.shown().size());
      assertEquals(16 * 24, last.shown().get(0).predicted().classes().length);
    }
    String journal = Files.readString(folder.resolve("journal.jsonl"));
    assertTrue(journal.contains("\"mean_iou\":0."), journal);
    assertTrue(Files.readString(folder.resolve("epochs.csv")).startsWith("epoch,part,accuracy,loss,mean_iou\n0,main,0."));
  }

  @Test
  void two_runs_write_one_journal(@TempDir Path one, @TempDir Path two) throws IOException {
    training(one).epochs(1).run().close();
    training(two).epochs(1).run().close();
    assertEquals(Files.readString(one.resolve("journal.jsonl")), Files.readString(two.resolve("journal.jsonl")));
  }

  @Test
  void frozen_norms_keep_their_statistics() {
    assertEquals(0, statistics(training().epochs(1).with("norm", "frozen")));
    assertTrue(statistics(training().epochs(1)) > 0);
    assertTrue(statistics(training().epochs(1)) > statistics(training().epochs(1).with("norm", "momentum 0.001")));
  }

  /** Sum of the running means' absolute values after the run; they start at 0. */
  private static double statistics(Training training) {
    try (Run run = training.run(); Scope scope = Scope.silent()) {
      return Arrays.stream(Tensors.doubles(run.model().state().get("bn1.running_mean"))).map(Math::abs).sum();
    }
  }

  @Test
  void an_evaluation_that_cuts_pictures_is_refused_before_the_first_step() {
    String message = assertThrows(IllegalArgumentException.class,
        () -> training().with("eval", "[center-crop 8, scale 0.00390625]").run()).getMessage();
    assertTrue(message.startsWith("\"center-crop 8\" takes the image away from its mask"), message);
  }

  @Test
  void a_classifier_is_refused() {
    Network classifier = NetworkBuilder.of("classifier", Shape.image(3, 16, 24)).globalAveragePool().flatten().linear(2).build();
    String message = assertThrows(IllegalArgumentException.class, () -> Training.of(classifier, "squares").on(DATA).run()).getMessage();
    assertTrue(message.contains("a class for each pixel; take a network that ends in a map"), message);
  }

  @Test
  void a_head_for_pictures_is_refused() {
    String message = assertThrows(IllegalArgumentException.class,
        () -> training().with("supervise", "{relu1: {head: linear, weight: 0.3}}").run()).getMessage();
    assertTrue(message.contains("the head linear at \"relu1\" ends in shape"), message);
  }

  @Test
  void heads_of_any_stride_learn_from_the_same_masks(@TempDir Path folder) throws IOException {
    String heads = "{relu1: {head: c1, weight: 0.5}, relu2: {head: pixel, weight: 1}}";
    try (Run run = training(folder).with("supervise", heads).run()) {
      Evaluation last = run.evaluations().get(7);
      assertEquals(List.of("relu1", "relu2"), last.headScores().keySet().stream().sorted().toList());
      last.headScores().forEach((tap, iou) -> assertTrue(iou > 0.5, tap + " has a mean IoU of " + iou));
    }
    assertTrue(Files.readString(folder.resolve("journal.jsonl")).contains("\"head_mean_iou\":{\"relu1\":0."));
  }

  @Test
  void training_goes_on_from_the_weights_of_a_file(@TempDir Path first, @TempDir Path second) throws IOException {
    training(first).with("supervise", "{relu1: {head: c1, weight: 0.5}}").run().close();
    String file = new dev.sonde.store.Checkpoints(first.resolve("checkpoints")).newest().orElseThrow().toString();
    try (Run run = training(second).epochs(1).with("rate", "1e-9").with("supervise", "{relu1: {head: c1, weight: 0.5}}").with("weights", file).run()) {
      assertTrue(run.evaluations().get(0).score() > 0.7, "it knows already");
      assertTrue(run.fit().orElseThrow().fresh().isEmpty());
    }
    assertTrue(Files.readString(second.resolve("journal.jsonl")).contains("\"event\":\"loaded\",\"file\":"));
  }

  @Test
  void what_cannot_be_trained_is_refused_before_it_begins(@TempDir Path folder) {
    assertTrue(refusal(training().with("weights", "missing.pth")).contains("missing.pth"));
    assertTrue(refusal(training().with("loss", "cross-entropy weights=1,2,3")).contains("3 class weights, but 2 classes"));
    assertTrue(refusal(training().with("groups", "[{at: conv1.weight, decay: 0, only: vectors}]")).contains("matches no vector of small"));
    assertEquals(0, folder.toFile().list().length);
  }

  private static String refusal(Training training) {
    return assertThrows(RuntimeException.class, training::run).getMessage();
  }

  @Test
  void a_set_without_a_known_pixel_cannot_judge() {
    String message = assertThrows(BadData.class, () -> training().on(new Split(DATA.train(), new Squares(2, 3, true))).epochs(1).run()).getMessage();
    assertTrue(message.startsWith("no pixel of squares has a class"), message);
  }

  @Test
  void heads_are_placed_inside_a_body_for_pixels_never_at_its_scores() {
    Survey survey = training().with("supervise", "auto").with("place.rule", "vanishing 1e9").with("place.iterations", "1").survey();
    assertEquals(List.of("pool1", "relu2"), survey.taps().stream().sorted().toList(), survey.because().toString());
    assertTrue(survey.heads().stream().allMatch(head -> head.head().toString().equals("c1")));
  }

  @Test
  void a_probe_begins_where_the_training_does(@TempDir Path first) {
    training(first).run().close();
    String file = new dev.sonde.store.Checkpoints(first.resolve("checkpoints")).newest().orElseThrow().toString();
    Training auto = training().with("supervise", "auto").with("place.iterations", "1").with("rate", "1e-9");
    double fresh = auto.survey().before().losses().get(0);
    double trained = auto.with("weights", file).survey().before().losses().get(0);
    assertTrue(trained < fresh / 2, trained + " with the file's weights, " + fresh + " without");
  }
}
