package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.Datasets;
import dev.sonde.data.Split;
import dev.sonde.net.Cost;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.torch.Footprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastTest {
  private static final Split DATA = Datasets.open("shapes:size=16,train=8,test=4");

  private static Recipe recipe(String optimizer) {
    return Recipe.of("cnds-8", "shapes").with("input", "3x16x16").with("batch", "64").with("optimizer", optimizer)
        .with("supervise", "{conv4: {head: linear, weight: 0.3}}");
  }

  private static Forecast forecast(Recipe recipe, boolean saved) {
    return Forecast.of(Workbench.of(recipe, DATA), recipe, saved);
  }

  private static Map<String, Long> fixed(Forecast forecast) {
    return forecast.parts().stream().collect(Collectors.toMap(Forecast.Part::name, Forecast.Part::fixed));
  }

  @Test
  void optimizer_and_checkpoint_hold_as_many_values_as_they_do() {
    Workbench bench = Workbench.of(recipe("adam"), DATA);
    long values = 4 * (Cost.of(bench.network()).parameters() + Cost.of(bench.heads().get("conv4")).parameters());
    assertEquals(2 * values, fixed(forecast(recipe("adam"), true)).get("optimizer"));
    assertEquals(3 * values, fixed(forecast(recipe("adam"), true)).get("checkpoint"));
    assertEquals(values, fixed(forecast(recipe("sgd momentum=0.9"), true)).get("optimizer"));
    assertEquals(0, fixed(forecast(recipe("sgd"), true)).get("optimizer"));
    assertEquals(0, fixed(forecast(recipe("adam"), false)).get("checkpoint"));
  }

  @Test
  void the_largest_batch_that_fits_fits_and_the_next_does_not() {
    Forecast forecast = forecast(recipe("adam"), true);
    long whole = forecast.bytes();
    assertEquals(OptionalInt.of(64), forecast.fitting(whole));
    assertEquals(OptionalInt.of(63), forecast.fitting(whole - 1));
    double each = forecast.parts().stream().mapToDouble(Forecast.Part::each).sum();
    assertEquals(OptionalInt.of(34), forecast.fitting(whole - Math.round(30 * each)));
    assertEquals(OptionalInt.empty(), forecast.fitting(1000));
  }

  @Test
  void what_is_too_much_is_refused_before_anything_is_written(@TempDir Path folder) {
    Training training = Training.of(recipe("adam")).on(DATA).into(folder.resolve("run"));
    String none = assertThrows(IllegalArgumentException.class, () -> training.within(Limits.NONE.memory(5_000_000)).run()).getMessage();
    assertTrue(none.contains("more than the 5 MB of --max-memory: process ") && none.contains("body "), none);
    assertTrue(none.contains("not even batch=1 fits"), none);
    Forecast forecast = forecast(training.recipe(), true);
    double each = forecast.parts().stream().mapToDouble(Forecast.Part::each).sum();
    String some = assertThrows(IllegalArgumentException.class,
        () -> forecast.within(Limits.NONE.memory(forecast.bytes() - Math.round(30 * each)))).getMessage();
    assertTrue(some.startsWith("a batch of 64 takes ") && some.endsWith("; at most batch=34 fits"), some);
    assertFalse(Files.exists(folder.resolve("run")));
  }

  @Test
  void a_run_with_heads_to_be_placed_is_refused_before_the_probe(@TempDir Path folder) {
    Training training = Training.of(recipe("adam").with("supervise", "auto")).on(DATA).into(folder.resolve("run"));
    assertThrows(IllegalArgumentException.class, () -> training.within(Limits.NONE.memory(5_000_000)).run());
    assertFalse(Files.exists(folder.resolve("run")));
  }

  @Test
  void pictures_of_many_sizes_count_at_their_largest() {
    Recipe plain = Recipe.of("resnet18dilated+c1", "shapes").with("batch", "2");
    Split masks = Datasets.open("shapes:size=64,train=8,test=4,masks=yes");
    Forecast one = Forecast.of(Workbench.of(plain, masks), plain, false);
    Recipe scaled = plain.with("train", "[\"multi-scale 48,64 max 128\"]").with("input", "3x64x64");
    Forecast many = Forecast.of(Workbench.of(scaled, masks), scaled, false);
    assertEquals(2, many.parts().get(1).each() / one.parts().get(1).each(), 1e-9);
    Recipe cropped = plain.with("train", "[\"multi-scale 48,64 max 128\", \"crop 64\"]");
    assertEquals(one.parts().get(1).each(), Forecast.of(Workbench.of(cropped, masks), cropped, false).parts().get(1).each());
  }

  @Test
  void a_large_picture_judged_counts_where_it_is_more_than_a_step() {
    Split uneven = new Split(Datasets.open("shapes:size=32,train=8,test=1,masks=yes").train(),
        Datasets.open("shapes:size=512,train=1,test=1,masks=yes").test());
    Recipe recipe = Recipe.of("resnet18dilated+c1", "shapes").with("batch", "1").with("input", "3x32x32");
    Forecast forecast = Forecast.of(Workbench.of(recipe, uneven), recipe, false);
    assertTrue(forecast.evaluation() > 512 * 512 * 3 * 4);
    long fixed = forecast.parts().stream().mapToLong(Forecast.Part::fixed).sum();
    assertEquals(fixed + Math.round((1 + Forecast.SHARE) * forecast.evaluation()), forecast.bytes());
  }

  @Test
  void layers_that_keep_more_than_their_output_are_known() {
    NetworkBuilder start = NetworkBuilder.of("n", Shape.image(1, 8, 8));
    Network pooled = start.maxPool(2, 2).build();
    assertEquals(4 * 16 + 8 * 16, Footprint.of(pooled, 1).activations());
    assertEquals(3 * 4 * (64 + 64), Footprint.of(NetworkBuilder.of("n", Shape.image(1, 8, 8)).dropout(0.5).build(), 3).activations());
    // the input belongs to the caller and stays; the first map dies behind the second
    Network chain = NetworkBuilder.of("n", Shape.image(1, 8, 8)).maxPool(2, 2).maxPool(2, 2).build();
    assertEquals(2 * 4 * (64 + 16 + 4), Footprint.evaluating(chain, 2));
  }
}
