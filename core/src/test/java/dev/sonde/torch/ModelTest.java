package dev.sonde.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.Seed;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import dev.sonde.net.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ModelTest {
  private static final Initialization WIDE = Initialization.of(new Initializer.Gaussian(0.2), 0.1);

  private static Network small() {
    return new Network("small", Shape.image(2, 5, 4), List.of(
        new Node("conv", Layer.Conv.of(3, 3).padding(1), List.of("input")),
        new Node("relu", new Layer.Relu(), List.of("conv")),
        new Node("flatten", new Layer.Flatten(), List.of("relu")),
        new Node("again", new Layer.Relu(), List.of("flatten")),
        new Node("fc", new Layer.Linear(7, true), List.of("again"))));
  }

  private static Tensor input() {
    double[] values = new double[2 * 40];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sin(i);
    }
    return Tensors.of(values, Precision.FLOAT64, 2, 5, 4, 2).permute(0, 3, 1, 2);
  }

  @Test
  void a_flattened_map_means_channel_by_channel_whatever_its_memory_order() {
    try (Model model = Model.compile(small(), WIDE, Seed.of(1), Precision.FLOAT64); Scope scope = Scope.silent()) {
      Activations activations = model.forward(input(), false, Set.of("relu", "flatten", "again"));
      double[] map = Tensors.doubles(activations.at("relu"));
      assertEquals(Arrays.toString(map), Arrays.toString(Tensors.doubles(activations.at("flatten"))));
      assertEquals(Arrays.toString(map), Arrays.toString(Tensors.doubles(activations.at("again"))));
      double[] weight = Tensors.doubles(model.state().get("fc.weight"));
      double[] bias = Tensors.doubles(model.state().get("fc.bias"));
      double[] output = Tensors.doubles(activations.output());
      for (int n = 0; n < 2; n++) {
        for (int k = 0; k < 7; k++) {
          double sum = bias[k];
          for (int f = 0; f < 60; f++) {
            sum += weight[k * 60 + f] * map[n * 60 + f];
          }
          assertEquals(sum, output[n * 7 + k], 1e-12);
        }
      }
    }
  }

  @Test
  void an_asked_activation_is_what_it_was_before_a_relu_in_place() {
    try (Model model = Model.compile(small(), WIDE, Seed.of(1), Precision.FLOAT64); Scope scope = Scope.silent()) {
      Activations activations = model.forward(input(), false, Set.of("conv", "relu"));
      assertTrue(activations.at("conv").lt(new org.bytedeco.pytorch.Scalar(0.0)).any().item_double() != 0);
      assertTrue(Tensors.identical(activations.at("relu"), org.bytedeco.pytorch.global.torch.relu(activations.at("conv"))));
    }
  }

  @Test
  void first_values_of_a_parameter_do_not_depend_on_the_others() {
    List<Node> more = new ArrayList<>(small().nodes());
    more.add(0, new Node("first", Layer.Conv.of(2, 1), List.of("input")));
    more.set(1, new Node("conv", Layer.Conv.of(3, 3).padding(1), List.of("first")));
    Network longer = new Network("longer", Shape.image(2, 5, 4), more);
    try (Model a = Model.compile(small(), WIDE, Seed.of(1), Precision.FLOAT32);
        Model b = Model.compile(longer, WIDE, Seed.of(1), Precision.FLOAT32);
        Model c = Model.compile(small(), WIDE, Seed.of(2), Precision.FLOAT32); Scope scope = Scope.silent()) {
      assertTrue(Tensors.identical(a.state().get("conv.weight"), b.state().get("conv.weight")));
      assertFalse(Tensors.identical(a.state().get("conv.weight"), c.state().get("conv.weight")));

    }
  }

  @Test
  void compiling_inside_a_scope_is_refused_and_forward_outside_one_too() {
    try (Scope scope = Scope.silent()) {
      var error = assertThrows(IllegalStateException.class, () -> Model.compile(small(), WIDE, Seed.of(1), Precision.FLOAT32));
      assertTrue(error.getMessage().startsWith("Model.compile was called inside a Scope"), error.getMessage());
    }
    try (Model model = Model.compile(small(), WIDE, Seed.of(1), Precision.FLOAT32)) {
      assertThrows(IllegalStateException.class, () -> model.forward(null));
    }
  }

  @Test
  void an_input_of_another_shape_is_refused_with_both_shapes() {
    try (Model model = Model.compile(small(), WIDE, Seed.of(1), Precision.FLOAT64); Scope scope = Scope.silent()) {
      var error = assertThrows(IllegalArgumentException.class, () -> model.forward(Tensors.of(new double[24], Precision.FLOAT64, 1, 2, 4, 3)));
      assertEquals("small takes [N, 2, 5, 4], not [1, 2, 4, 3]", error.getMessage());
    }
  }

  @Test
  void an_unknown_tap_is_refused() {
    try (Model model = Model.compile(small(), WIDE, Seed.of(1), Precision.FLOAT64); Scope scope = Scope.silent()) {
      var error = assertThrows(IllegalArgumentException.class, () -> model.forward(input(), false, Set.of("conv9")));
      assertTrue(error.getMessage().contains("no node named \"conv9\" in small"), error.getMessage());
    }
  }

  @Test
  void state_loads_back_in_logical_sizes() {
    try (Model a = Model.compile(small(), WIDE, Seed.of(1), Precision.FLOAT64);
        Model b = Model.compile(small(), WIDE, Seed.of(2), Precision.FLOAT64); Scope scope = Scope.silent()) {
      a.state().forEach(b::load);
      assertTrue(Tensors.identical(a.forward(input()), b.forward(input())));
      assertEquals("[7, 60]", Arrays.toString(a.state().get("fc.weight").shape()));
      assertThrows(IllegalArgumentException.class, () -> b.load("fc.weight", a.state().get("fc.bias")));
      assertThrows(IllegalArgumentException.class, () -> b.load("fc9.weight", a.state().get("fc.bias")));
    }
  }

  @Test
  void batch_normalisation_refuses_to_train_on_one_value() {
    Network network = new Network("single", Shape.vector(3), List.of(new Node("norm", Layer.BatchNorm.standard(), List.of("input"))));
    try (Model model = Model.compile(network, WIDE, Seed.of(1), Precision.FLOAT64); Scope scope = Scope.silent()) {
      Tensor one = Tensors.of(new double[] {1, 2, 3}, Precision.FLOAT64, 1, 3);
      var error = assertThrows(IllegalStateException.class, () -> model.forward(one, true, Set.of()));
      assertTrue(error.getMessage().startsWith("node \"norm\"") && error.getMessage().contains("one value has no variance"), error.getMessage());
      model.forward(one);
    }
  }

  /** An identity is another name of the same memory: neither name's last reader may free it under the other. */
  @Test
  void a_map_behind_an_identity_lives_as_long_as_any_of_its_names() {
    Network network = new Network("named", Shape.image(2, 5, 4), List.of(
        new Node("first", new Layer.Identity(), List.of("input")),
        new Node("conv", Layer.Conv.of(2, 3).padding(1), List.of("first")),
        new Node("second", new Layer.Identity(), List.of("conv")),
        new Node("again", Layer.Conv.of(2, 1), List.of("second")),
        new Node("sum", new Layer.Add(), List.of("again", "conv", "input"))));
    try (Model model = Model.compile(network, WIDE, Seed.of(1), Precision.FLOAT64); Scope scope = Scope.silent()) {
      Tensor x = input();
      double[] kept = Tensors.doubles(model.forward(x, false, Set.of("first", "conv", "second", "again")).output());
      assertEquals(Arrays.toString(kept), Arrays.toString(Tensors.doubles(model.forward(x))));
      assertEquals(40 * 2, Tensors.doubles(x).length);
    }
  }

  @Test
  void dropout_of_channels_takes_a_channel_or_leaves_it() {
    Network network = new Network("drop", Shape.image(64, 5, 4), List.of(new Node("drop", new Layer.Dropout(0.5, true), List.of("input"))));
    try (Model model = Model.compile(network, WIDE, Seed.of(1), Precision.FLOAT64); Scope scope = Scope.silent()) {
      double[] ones = new double[64 * 20];
      Arrays.fill(ones, 1);
      double[] dropped = Tensors.doubles(model.forward(Tensors.of(ones, Precision.FLOAT64, 1, 64, 5, 4), true, Set.of()).output());
      int gone = 0;
      for (int channel = 0; channel < 64; channel++) {
        double first = dropped[channel * 20];
        assertTrue(first == 0 || first == 2, "a channel of " + first);
        assertEquals(20, Arrays.stream(dropped, channel * 20, channel * 20 + 20).filter(value -> value == first).count());
        gone += first == 0 ? 1 : 0;
      }
      assertTrue(gone > 10 && gone < 54, gone + " of 64 channels went");
    }
  }
}
