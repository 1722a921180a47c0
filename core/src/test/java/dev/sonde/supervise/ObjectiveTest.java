package dev.sonde.supervise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.Batch;
import dev.sonde.data.Seed;
import dev.sonde.loss.Loss;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Node;
import dev.sonde.net.Shape;
import dev.sonde.schedule.Progress;
import dev.sonde.schedule.Schedule;
import dev.sonde.torch.Activations;
import dev.sonde.torch.Gradients;
import dev.sonde.torch.Leg;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Stopwatch;
import dev.sonde.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.VoidTensorHook;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class ObjectiveTest {
  private static final Network BODY = NetworkBuilder.of("body", Shape.image(1, 4, 4)).conv(2, 3).relu().flatten().linear(3).build();
  private static final String TAP = BODY.nodes().get(0).name();
  private static final Batch BATCH = new Batch(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 8, 7, 6, 5, 4, 3, 2, 1, 1, 1, 2, 2, 3, 3, 4, 4, 0, 0, 1, 1, 2, 2, 9, 9},
      2, 4, 4, 1, new int[] {0, 2}, new int[2]);

  private static Objective.Value value(Model body, Objective objective, Progress progress) {
    Activations activations = body.forward(Tensors.images(BATCH, Precision.FLOAT64), Set.of(), objective.heads(progress));
    return objective.of(activations, Tensors.labels(BATCH), progress);
  }

  private static Objective objective(Supervision... supervisions) {
    return Objective.compile(BODY, Loss.crossEntropy(), List.of(supervisions), 3, Seed.of(2), Precision.FLOAT64);
  }

  private static Model body() {
    return Model.compile(BODY, Initialization.of(new Initializer.He(), 0.1), Seed.of(1), Precision.FLOAT64);
  }

  @Test
  void what_is_differentiated_is_the_weighted_sum_that_is_reported() {
    Supervision head = Supervision.of(TAP, Head.linear(), Loss.squaredHinge(), Schedule.decaying(0.3));
    try (Model body = body(); Objective objective = objective(head); Scope scope = Scope.recording()) {
      for (int epoch : new int[] {0, 5}) {
        Objective.Value value = value(body, objective, Progress.atEpoch(epoch, 10));
        Part part = value.breakdown().parts().get(1);
        assertEquals(0.3 * (1 - epoch / 10.0), part.weight(), 1e-15);
        assertEquals(value.breakdown().main().loss() + part.weight() * part.loss(), value.total().item_double(), 1e-12);
        assertEquals(value.breakdown().total(), value.total().item_double(), 1e-12);
      }
    }
  }

  @Test
  void the_terms_are_the_weighted_parts_and_their_gradients_add_up_to_the_totals() {
    Supervision head = Supervision.of(TAP, Head.linear(), Loss.squaredHinge(), Schedule.constant(0.3));
    try (Model body = body(); Objective objective = objective(head); Scope scope = Scope.recording()) {
      Objective.Value value = value(body, objective, Progress.atEpoch(0, 1));
      assertEquals(List.of(Part.MAIN, TAP), List.copyOf(value.terms().keySet()));
      value.breakdown().parts().forEach(part -> assertEquals(part.weighted(), value.terms().get(part.name()).item_double(), 1e-12));
      Tensor sum = Gradients.of(value.terms().get(Part.MAIN), body.parameters(), true).get(TAP + ".weight")
          .add(Gradients.of(value.terms().get(TAP), body.parameters(), true).get(TAP + ".weight"));
      Tensor total = Gradients.of(value.total(), body.parameters(), false).get(TAP + ".weight");
      assertArrayEquals(Tensors.doubles(total), Tensors.doubles(sum), 1e-12);
    }
  }

  @Test
  void a_head_whose_weight_is_zero_is_not_run() {
    Supervision head = Supervision.of(TAP, Head.linear(), Loss.squaredHinge(), Schedule.constant(0.3).until(5));
    try (Model body = body(); Objective objective = objective(head); Scope scope = Scope.recording()) {
      assertEquals(Set.of(TAP), objective.heads(Progress.atEpoch(4, 10)).keySet());
      assertEquals(Set.of(), objective.heads(Progress.atEpoch(5, 10)).keySet());
      assertEquals(1, value(body, objective, Progress.atEpoch(5, 10)).breakdown().parts().size());
    }
  }

  @Test
  void a_margin_adds_the_weights_and_takes_gamma_away() {
    Supervision plain = Supervision.of(TAP, Head.linear(), Loss.squaredHinge(), Schedule.constant(1));
    try (Model body = body(); Objective without = objective(plain); Objective with = objective(plain.margin(0.25)); Scope scope = Scope.recording()) {
      Progress start = Progress.atEpoch(0, 1);
      double squares = with.heads().get(TAP).parameters().get("fc.weight").square().sum().item_double();
      double loss = value(body, without, start).breakdown().parts().get(1).loss();
      assertTrue(squares > 0);
      assertEquals(squares + loss - 0.25, value(body, with, start).breakdown().parts().get(1).loss(), 1e-12);
    }
  }

  /** Writes down the nodes as they run and as their gradients are complete. */
  private record Order(List<String> there, List<String> back) implements Stopwatch {
    @Override
    public void begins() {}

    @Override
    public void ended(Leg leg, String part) {}

    @Override
    public void made(Leg leg, Leg returning, String where, String part, Tensor value) {
      there.add(where + part);
      value.register_hook(new VoidTensorHook() {
        @Override
        public void call(TensorBase gradient) {
          back.add(where + part);
        }
      });
    }

    @Override
    public void returned() {}

    @Override
    public void stepped() {}
  }

  @Test
  void a_head_runs_as_soon_as_its_tap_is_there_and_so_its_gradient_comes_right_before_the_taps() {
    Order order = new Order(new ArrayList<>(), new ArrayList<>());
    Supervision head = Supervision.of(TAP, Head.linear(), Loss.squaredHinge(), Schedule.constant(0.3));
    try (Model body = body(); Objective objective = objective(head); Scope scope = Scope.recording()) {
      body.time(order, "");
      objective.heads().get(TAP).time(order, "head ");
      value(body, objective, Progress.atEpoch(0, 1)).total().backward();
    }
    assertEquals(List.of("conv1", "head flatten", "head fc", "relu1", "flatten1", "fc1"), order.there());
    assertEquals(List.of("fc1", "flatten1", "relu1", "head fc", "head flatten", "conv1"), order.back());
  }

  @Test
  void scores_that_are_the_tap_itself_outlive_its_last_reader() {
    Network body = NetworkBuilder.of("body", Shape.image(1, 4, 4)).flatten().linear(3).as("scores").linear(3).build();
    Supervision head = Supervision.of("scores", Head.asIs(), Loss.crossEntropy(), Schedule.constant(1));
    try (Model model = Model.compile(body, Initialization.of(new Initializer.He(), 0.1), Seed.of(1), Precision.FLOAT64);
        Objective objective = Objective.compile(body, Loss.crossEntropy(), List.of(head), 3, Seed.of(2), Precision.FLOAT64);
        Scope scope = Scope.recording()) {
      Activations together = model.forward(Tensors.images(BATCH, Precision.FLOAT64), Set.of(), objective.heads());
      double[] asked = Tensors.doubles(model.forward(Tensors.images(BATCH, Precision.FLOAT64), true, Set.of("scores")).at("scores"));
      assertArrayEquals(asked, Tensors.doubles(together.scores().get("scores")));
    }
  }

  @Test
  void what_a_head_drops_does_not_change_what_the_body_drops() {
    Head dropping = new Head() {
      @Override
      public Network on(Shape tap, int classes) {
        return new Network("dropping", tap, List.of(new Node("drop", new Layer.Dropout(0.5), List.of(Network.INPUT)),
            new Node("flatten", new Layer.Flatten(), List.of("drop")), new Node("fc", new Layer.Linear(classes, true), List.of("flatten"))));
      }

      @Override
      public Initialization initialization() {
        return Initialization.of(new Initializer.He(), 0);
      }
    };
    Network drops = NetworkBuilder.of("body", Shape.image(1, 4, 4)).conv(2, 3).dropout(0.5).flatten().linear(3).build();
    Supervision head = Supervision.of(TAP, dropping, Loss.squaredHinge(), Schedule.constant(1));
    try (Model body = Model.compile(drops, Initialization.of(new Initializer.He(), 0.1), Seed.of(1), Precision.FLOAT64);
        Objective objective = Objective.compile(drops, Loss.crossEntropy(), List.of(head), 3, Seed.of(2), Precision.FLOAT64);
        Scope scope = Scope.recording()) {
      Tensor x = Tensors.images(BATCH, Precision.FLOAT64);
      torch.manual_seed(3);
      double[] alone = Tensors.doubles(body.forward(x, true, Set.of()).output());
      torch.manual_seed(3);
      Activations together = body.forward(x, Set.of(), objective.heads());
      assertArrayEquals(alone, Tensors.doubles(together.output()));
      torch.manual_seed(4);
      assertFalse(Arrays.equals(alone, Tensors.doubles(body.forward(x, true, Set.of()).output())), "the seed rules what is dropped");
    }
  }

  @Test
  void two_heads_at_one_tap_are_refused() {
    Supervision head = Supervision.of(TAP, Head.linear(), Loss.squaredHinge(), Schedule.constant(1));
    var error = assertThrows(IllegalArgumentException.class, () -> objective(head, head));
    assertEquals("two heads hang at \"" + TAP + "\" of body; one tap carries one head", error.getMessage());
  }
}
