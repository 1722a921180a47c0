package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.train.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipesTest {
  private static final String SMALL = "shapes:size=32,train=20,test=10";

  @TempDir Path folder;

  private static String complaint(String... words) {
    return assertThrows(IllegalArgumentException.class, () -> Recipes.of(List.of(words), List.of())).getMessage();
  }

  @Test
  void a_network_and_data_make_a_recipe() {
    Recipe recipe = Recipes.of(List.of("cnds-8", SMALL, "batch=7"), List.of("epochs=3")).recipe();
    assertEquals("cnds-8", recipe.network());
    assertEquals(SMALL, recipe.data());
    assertEquals(7, recipe.batch());
    assertEquals(3, recipe.epochs());
  }

  @Test
  void a_recipe_file_is_taken_as_it_stands() throws IOException {
    Recipe written = Recipe.of("cnds-8", SMALL).with("seed", "9");
    Path file = Files.writeString(folder.resolve("r.yaml"), written.yaml());
    assertEquals(written, Recipes.of(List.of(file.toString()), List.of()).recipe());
    assertEquals(written.with("batch", "3"), Recipes.of(List.of("batch=3", file.toString()), List.of()).recipe());
  }

  @Test
  void a_network_file_becomes_the_recipes_body() throws IOException {
    assertEquals("tiny", Recipes.of(List.of(Tiny.network(folder), Tiny.DATA), List.of()).recipe().body().name());
  }

  @Test
  void a_word_with_a_colon_before_its_equals_sign_is_data() {
    assertEquals(SMALL, Recipes.of(List.of("cnds-8", SMALL), List.of()).recipe().data());
  }

  @Test
  void words_that_mean_no_recipe_are_refused() {
    assertTrue(complaint("cnds-8").contains("cnds-8 on what?"));
    assertTrue(complaint("a", "b", "c").contains("3 words: a b c"));
    assertTrue(complaint("cnds9", SMALL).contains("no network named \"cnds9\""));
    assertTrue(complaint(folder.resolve("absent.yaml").toString()).startsWith("no recipe file"));
    assertTrue(complaint("cnds-8", SMALL, "bach=3").contains("unknown key \"bach\""));
  }

  @Test
  void heads_are_written_as_tap_and_weight() {
    Recipe recipe = Recipe.of("cnds-8", SMALL).with("supervise",
        Recipes.heads(List.of("pool4: 0.3 decaying", "conv6: {head: linear, weight: 0.1}")));
    assertEquals(List.of("pool4", "conv6"), recipe.supervise().stream().map(s -> s.tap()).toList());
    assertEquals("0.3 decaying", recipe.supervise().get(0).weight().toString());
    assertEquals("linear", recipe.supervise().get(1).head().toString());
  }

  @Test
  void none_and_published_stand_for_themselves() {
    assertEquals("none", Recipes.heads(List.of("none")));
    assertEquals("published", Recipes.heads(List.of("published")));
  }

  @Test
  void a_head_without_a_weight_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> Recipes.heads(List.of("pool4")));
    assertThrows(IllegalArgumentException.class, () -> Recipes.heads(List.of("pool4:")));
    assertThrows(IllegalArgumentException.class, () -> Recipes.heads(List.of(": 0.3")));
  }

  @Test
  void small_images_are_only_normalised() {
    Recipe recipe = Recipes.of(List.of("cnds-8", SMALL), List.of()).recipe();
    assertEquals(List.of("normalize 0.485,0.456,0.406 0.229,0.224,0.225"), recipe.train());
    assertEquals(recipe.train(), recipe.eval());
  }

  @Test
  void photographs_are_cropped_to_the_networks_size() {
    Recipe recipe = Recipes.of(List.of("resnet-18", "shapes:size=80,train=6,test=4"), List.of()).recipe();
    assertEquals(List.of("random-resized-crop 224", "flip"), recipe.train().subList(0, 2));
    assertEquals(List.of("resize 256", "center-crop 224"), recipe.eval().subList(0, 2));
  }

  @Test
  void masks_get_a_small_batch_unless_one_is_asked_for() {
    String masks = SMALL + ",masks=yes";
    assertEquals(4, Recipes.of(List.of("unet", masks), List.of()).recipe().batch());
    assertEquals(128, Recipes.of(List.of("unet", masks, "batch=128"), List.of()).recipe().batch());
    assertEquals(128, Recipes.of(List.of("unet", masks), List.of("batch=128")).recipe().batch());
  }

  @Test
  void what_is_prepared_is_not_normalised_on_top() {
    Recipe recipe = Recipes.of(List.of("unet", SMALL + ",masks=yes", "prepare=[standardize]"), List.of()).recipe();
    assertEquals(List.of("flip"), recipe.train());
    assertEquals(List.of(), recipe.eval());
  }

  @Test
  void masks_of_several_sizes_are_evaluated_at_a_bounded_one() throws IOException {
    Recipe recipe = Recipes.of(List.of("unet", MaskedRun.data(folder).toString()), List.of()).recipe();
    assertEquals(List.of("flip", "normalize 0.485,0.456,0.406 0.229,0.224,0.225"), recipe.train());
    Files.delete(folder.resolve("train/images/15.png"));
    Files.delete(folder.resolve("train/masks/15.png"));
    for (String kind : List.of("images", "masks")) {
      Files.copy(folder.resolve("test/" + kind + "/1.png"), folder.resolve("train/" + kind + "/15.png"));
    }
    List<String> eval = Recipes.of(List.of("unet", folder.resolve("data.yaml").toString()), List.of()).recipe().eval();
    assertEquals("resize 450 max 1000", eval.get(0));
  }

  @Test
  void transforms_of_the_user_stand() {
    assertEquals(List.of("scale 0.01"), Recipes.of(List.of("cnds-8", SMALL, "train=[scale 0.01]"), List.of()).recipe().train());
  }

  @Test
  void key_words_are_told_from_others() {
    assertEquals(List.of("a=1"), Recipes.keys(List.of("a=1")));
    assertThrows(IllegalArgumentException.class, () -> Recipes.keys(List.of("cnds-8")));
  }
}
