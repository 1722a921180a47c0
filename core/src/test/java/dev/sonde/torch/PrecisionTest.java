package dev.sonde.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.Seed;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** Casting works on any processor, only slowly where it has no instructions for it; so it is tested everywhere. */
class PrecisionTest {
  private static final Network NETWORK = NetworkBuilder.of("small", Shape.image(3, 8, 8)).conv(8, 3).batchNorm().relu().conv(8, 3).relu().dropout(0.5)
      .flatten().linear(10).build();

  private static Model model(Precision precision) {
    return Model.compile(NETWORK, Initialization.of(new Initializer.He(), 0), Seed.of(1), precision);
  }

  @Test
  void what_is_trained_and_what_comes_out_stay_float32() {
    try (Model model = model(Precision.BFLOAT16); Scope scope = Scope.recording()) {
      torch.manual_seed(1);
      Activations made = model.forward(torch.randn(4, 3, 8, 8), true, Set.of("conv1"));
      assertEquals(ScalarType.BFloat16, made.at("conv1").scalar_type().intern());
      assertEquals(ScalarType.Float, made.output().scalar_type().intern());
      made.output().square().sum().backward();
      model.parameters().forEach((name, parameter) -> {
        assertEquals(ScalarType.Float, parameter.scalar_type().intern(), name);
        assertEquals(ScalarType.Float, parameter.grad().scalar_type().intern(), name);
        parameter.mutable_grad().reset();
      });
      assertFalse(torch.is_autocast_enabled(DeviceType.CPU), "casting goes on behind the network");
    }
  }

  @Test
  void a_head_on_the_way_leaves_casting_on_for_the_rest_of_the_body() {
    Network small = NetworkBuilder.of("head", Shape.image(8, 8, 8)).globalAveragePool().flatten().linear(10).build();
    try (Model body = model(Precision.BFLOAT16);
        Model head = Model.compile(small, Initialization.of(new Initializer.He(), 0), Seed.of(2), Precision.BFLOAT16); Scope scope = Scope.recording()) {
      Activations made = body.forward(torch.randn(4, 3, 8, 8), Set.of("conv2"), Map.of("relu1", head));
      assertEquals(ScalarType.BFloat16, made.at("conv2").scalar_type().intern());
      assertEquals(ScalarType.Float, made.scores().get("relu1").scalar_type().intern());
      assertFalse(torch.is_autocast_enabled(DeviceType.CPU), "casting goes on behind the network");
    }
  }

  @Test
  void it_is_float32_rounded() {
    try (Model exact = model(Precision.FLOAT32); Model rounded = model(Precision.BFLOAT16); Scope scope = Scope.silent()) {
      torch.manual_seed(1);
      Tensor x = torch.randn(4, 3, 8, 8);
      Tensor whole = exact.forward(x);
      double apart = whole.sub(rounded.forward(x)).abs().max().item_double() / whole.abs().max().item_double();
      assertTrue(apart > 1e-6 && apart < 0.03, "outputs lie " + apart + " apart");
    }
  }

  @Test
  void sizes_of_rounded_values_are_summed_in_float32() {
    try (Scope scope = Scope.silent()) {
      Tensor ones = torch.ones(2, 100_000).to(ScalarType.BFloat16);
      assertEquals(1, Magnitudes.mean(ones), 1e-6);
      assertEquals(Math.sqrt(200_000), Magnitudes.norm(ones), 1e-3);
    }
  }

  @Test
  void processors_say_what_they_have() {
    assertTrue(Precision.hasBfloat16("flags\t\t: fpu avx512f avx512_bf16 avx512_vnni"));
    assertTrue(Precision.hasBfloat16("flags : amx_tile amx_bf16"));
    assertTrue(Precision.hasBfloat16("Features : fp asimd bf16 i8mm"));
    assertFalse(Precision.hasBfloat16("flags : fpu avx2 avx512f"));
    assertFalse(Precision.hasBfloat16(""));
  }

  @Test
  void words_are_read_and_float32_is_always_here() {
    assertEquals(Precision.BFLOAT16, Precision.parse("bfloat16"));
    assertEquals(Precision.FLOAT32, Precision.FLOAT32.here());
    assertNotEquals(Precision.FLOAT64, Precision.BFLOAT16.here());
    assertEquals("\"half\" is no precision; known are float32 and bfloat16",
        assertThrows(IllegalArgumentException.class, () -> Precision.parse("half")).getMessage());
  }
}
