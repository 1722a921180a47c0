package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.schedule.Schedule;
import dev.sonde.supervise.Head;
import dev.sonde.torch.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrecisionTrainingTest {
  private static final Network NETWORK = NetworkBuilder.of("small", Shape.image(3, 16, 16)).conv(8, 3).batchNorm().relu().conv(8, 3).relu()
      .dropout(0.5).flatten().linear(10).build();

  @TempDir Path folder;

  private static Training training(String precision) {
    return Training.of(NETWORK, "shapes:size=16,train=96,test=20").supervise("conv1", Head.linear(), Schedule.constant(0.3)).epochs(2).batch(16)
        .with("precision", precision);
  }

  private static List<Double> losses(Training training) {
    List<Double> losses = new ArrayList<>();
    training.listen(new Listener() {
      @Override
      public void stepped(Run run) {
        losses.add(run.breakdown().total());
      }
    }).run().close();
    return losses;
  }

  @Test
  void the_recipe_says_it_only_where_it_is_not_usual() {
    Recipe recipe = training("bfloat16").recipe();
    assertEquals(Precision.BFLOAT16, recipe.precision());
    assertTrue(recipe.yaml().contains("precision: bfloat16\n"));
    assertEquals(recipe, Recipe.parse(recipe.yaml(), "recipe"));
    assertFalse(training("float32").recipe().yaml().contains("precision"));
  }

  @Test
  void a_run_computes_in_it_where_the_processor_can_and_in_float32_elsewhere() throws Exception {
    List<Double> whole = losses(training("float32"));
    List<Double> asked = losses(training("bfloat16").into(folder.resolve("run")));
    assertEquals(whole.size(), asked.size());
    assertEquals(whole.get(0), asked.get(0), 0.05 * whole.get(0));
    if (Precision.BFLOAT16.here() == Precision.BFLOAT16) {
      assertNotEquals(whole, asked);
    } else {
      assertEquals(whole, asked);
    }
    String environment = Files.readString(folder.resolve("run/environment.json"));
    assertTrue(environment.contains("\"precision\" : \"" + Precision.BFLOAT16.here() + "\""), environment);
  }

  @Test
  void a_run_that_is_taken_up_again_ends_as_one_that_was_not_interrupted() throws Exception {
    training("bfloat16").into(folder.resolve("whole")).run().close();
    training("bfloat16").into(folder.resolve("cut")).listen(new Listener() {
      @Override
      public void stepped(Run run) {
        if (run.step() == 4) {
          run.stop("tea");
        }
      }
    }).run().close();
    Training.resume(folder.resolve("cut")).run().close();
    for (String file : List.of("journal.jsonl", "checkpoints/best.safetensors")) {
      assertArrayEquals(Files.readAllBytes(folder.resolve("whole").resolve(file)), Files.readAllBytes(folder.resolve("cut").resolve(file)), file);
    }
  }
}
