package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.Samples;
import dev.sonde.schedule.Schedule;
import dev.sonde.torch.Sgd;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecipeTest {
  private static final String WHOLE = """
      network: dsn-cifar
      data: data/cifar10
      prepare: [gcn 55]
      train: [pad-crop 4, flip]
      loss: squared-hinge
      supervise: published
      optimizer: sgd momentum=0.9 decay=5e-4
      groups:
        - {at: "cccp6.bias", rate: 0.2, decay: 0}
        - {at: "*.bias", rate: 2, decay: 0}
      batch: 100
      phases:
        - {epochs: 100, rate: 0.025}
        - {epochs: 240, rate: 0.025 step x0.05 at 200, heads: off, restart: yes}
        - {epochs: 60, rate: 1e-4, heads: off, restart: yes}
      seed: 7
      """;

  @Test
  void the_written_form_reads_back_as_the_same_recipe() {
    Recipe recipe = Recipe.parse(WHOLE, "test");
    assertEquals(recipe, Recipe.parse(recipe.yaml(), "its own yaml"));
    assertEquals(400, recipe.epochs());
    assertEquals(3, recipe.supervise().size());
    assertEquals("conv2", recipe.supervise().get(1).tap());
  }

  @Test
  void phases_carry_their_own_rate_and_say_whether_heads_train() {
    List<Phase> phases = Recipe.parse(WHOLE, "test").phases();
    assertEquals(new Phase(100, Schedule.constant(0.025), true, false), phases.get(0));
    assertEquals(Schedule.step(0.025, 0.05, 200), phases.get(1).rate());
    assertTrue(!phases.get(2).heads() && phases.get(2).restart());
  }

  @Test
  void one_key_changes_and_the_rest_stays() {
    Recipe recipe = Recipe.of("cnds-8", "shapes");
    assertEquals(Sgd.of(0.5), recipe.with("optimizer", "sgd momentum=0.5").optimizer());
    assertEquals(3, recipe.with("epochs", "3").epochs());
    assertEquals(Schedule.parse("0.1 cosine 0.0"), recipe.with("rate", "0.1 cosine 0").phases().get(0).rate());
    Recipe supervised = recipe.with("supervise", "{pool4: 0.3 decaying}");
    assertEquals(Schedule.decaying(0.3), supervised.supervise().get(0).weight());
    assertEquals(Schedule.constant(0.5), supervised.with("supervise.pool4.weight", "0.5").supervise().get(0).weight());
  }

  @Test
  void diagnosis_is_off_unless_asked_for_and_written_only_where_it_is_on() {
    Recipe recipe = Recipe.of("cnds-8", "shapes");
    assertEquals(0, recipe.diagnose());
    assertTrue(!recipe.yaml().contains("diagnose"), recipe.yaml());
    assertEquals(recipe, recipe.with("diagnose", "0"));
    Recipe diagnosed = recipe.with("diagnose", "100");
    assertTrue(diagnosed.yaml().contains("diagnose: 100\n"), diagnosed.yaml());
    assertEquals(diagnosed, Recipe.parse(diagnosed.yaml(), "its own yaml"));
    assertEquals("\"diagnose\" in r.yaml is -1 and must be at least 0", complaint("network: cnds-8\ndata: shapes\ndiagnose: -1\n"));
  }

  @Test
  void a_recipe_with_phases_refuses_a_length_or_rate_beside_them() {
    Recipe phased = Recipe.parse(WHOLE, "test");
    assertThrows(IllegalArgumentException.class, () -> phased.with("rate", "0.1"));
    assertThrows(IllegalArgumentException.class, () -> phased.with("epochs", "3"));
    assertEquals(1, phased.with("phases", "[{epochs: 1, rate: 0.1}]").epochs());
    assertTrue(complaint("network: cnds-8\ndata: shapes\nepochs: 3\nphases: [{epochs: 1, rate: 0.1}]\n").contains("not both"));
  }

  @Test
  void an_override_without_a_value_is_refused() {
    var error = assertThrows(IllegalArgumentException.class, () -> Recipe.of("cnds-8", "shapes").with("rate", ""));
    assertEquals("\"rate=\" has no value; write rate=VALUE", error.getMessage());
  }

  @Test
  void a_bound_of_samples_is_a_key_that_may_be_set_half_by_half() {
    Recipe bounded = Recipe.of("dsn-mnist", "mnist").with("samples.train", "500");
    assertEquals(new Samples(500, 0), bounded.samples());
    assertEquals(new Samples(500, 1000), bounded.with("samples.test", "1000").samples());
    assertEquals(bounded, Recipe.parse(bounded.yaml(), "its own yaml"));
    assertEquals(Samples.ALL, Recipe.of("dsn-mnist", "mnist").samples());
    assertEquals("unknown key \"tain\" in samples; did you mean \"train\"?", complaint("network: cnds-8\ndata: shapes\nsamples: {tain: 3}\n"));
  }

  @Test
  void an_unknown_key_is_an_error_that_names_the_nearest() {
    assertEquals("unknown key \"optimiser\" in r.yaml; did you mean \"optimizer\"?", complaint("network: cnds-8\ndata: shapes\noptimiser: sgd\n"));
  }

  @Test
  void an_unknown_key_of_a_head_is_an_error_too() {
    assertEquals("unknown key \"wieght\" in supervise.pool4; did you mean \"weight\"?",
        complaint("network: cnds-8\ndata: shapes\nsupervise: {pool4: {wieght: 1}}\n"));
  }

  @Test
  void a_bad_value_names_its_key() {
    assertTrue(complaint("network: cnds-8\ndata: shapes\nbatch: many\n").startsWith("\"batch: many\" in r.yaml"), complaint("network: cnds-8\ndata: shapes\nbatch: many\n"));
    assertEquals("\"batch\" in r.yaml is 0 and must be at least 1", complaint("network: cnds-8\ndata: shapes\nbatch: 0\n"));
    assertTrue(complaint("network: cnds-8\ndata: shapes\nrate: fast\n").startsWith("\"rate\" in r.yaml"));
  }

  @Test
  void a_missing_key_a_doubled_key_and_text_that_is_no_mapping_are_named() {
    assertEquals("r.yaml has no \"network\"", complaint("data: shapes\n"));
    assertTrue(complaint("network: a\nnetwork: b\ndata: shapes\n").contains("line 2"), complaint("network: a\nnetwork: b\ndata: shapes\n"));
    assertEquals("r.yaml is no recipe: it must be a mapping of keys to values", complaint("just words"));
  }

  @Test
  void heads_of_a_network_that_has_none_published_are_refused() {
    assertTrue(complaint("network: vgg-16\ndata: shapes\nsupervise: published\n").contains("no heads were published for vgg-16"));
  }

  private static String complaint(String yaml) {
    return assertThrows(IllegalArgumentException.class, () -> Recipe.parse(yaml, "r.yaml")).getMessage();
  }

  @Test
  void heads_to_be_placed_are_a_word_and_placed_heads_say_why() {
    Recipe auto = Recipe.of("cnds-8", "shapes").with("supervise", "auto");
    assertTrue(auto.auto() && auto.supervise().isEmpty());
    assertEquals(auto, Recipe.parse(auto.yaml(), "its own yaml"));
    Recipe asked = auto.with("place.rule", "fading 0.01").with("place.max-cost", "10%").with("place.max-heads", "2");
    assertEquals("fading 0.01", java.util.Objects.requireNonNull(asked.place()).rule().toString());
    assertEquals(asked, Recipe.parse(asked.yaml(), "its own yaml"));

    Recipe placed = Recipe.parse("network: cnds-8\ndata: shapes\nsupervise: {pool4: 0.3}\nplace: {rule: vanishing 1e-7}\nbecause: [conv4 vanishes]\n", "test");
    assertTrue(!placed.auto() && placed.supervise().size() == 1 && placed.because().equals(List.of("conv4 vanishes")));
    assertEquals(placed, Recipe.parse(placed.yaml(), "its own yaml"));
    Recipe again = placed.with("supervise", "auto");
    assertTrue(again.auto() && again.supervise().isEmpty() && again.because().isEmpty(), "the old reasons do not outlive the old heads");
    Recipe without = placed.with("supervise", "none");
    assertTrue(without.place() == null && without.because().isEmpty() && without.supervise().isEmpty());
  }

  @Test
  void settings_of_a_placement_that_will_not_happen_are_refused() {
    String unused = assertThrows(IllegalArgumentException.class, () -> Recipe.parse("network: cnds-8\ndata: shapes\nplace: {rule: every 2}\n", "r")).getMessage();
    assertTrue(unused.contains("\"place\" says how supervise: auto places heads"), unused);
    String early = assertThrows(IllegalArgumentException.class,
        () -> Recipe.parse("network: cnds-8\ndata: shapes\nsupervise: auto\nbecause: [x]\n", "r")).getMessage();
    assertTrue(early.contains("\"because\" goes with heads that were placed"), early);
    String typo = assertThrows(IllegalArgumentException.class, () -> Recipe.of("cnds-8", "shapes").with("supervise", "auto").with("place.rul", "x")).getMessage();
    assertTrue(typo.contains("did you mean \"rule\"?"), typo);
  }

  @Test
  void an_encoder_with_a_decoder_has_one_name_and_deepsup_means_its_published_heads() {
    Recipe plain = Recipe.of("resnet18dilated+c1", "shapes");
    assertEquals("deep-resnet-18-dilated+c1", plain.network());
    assertTrue(plain.supervise().isEmpty());
    Recipe deepsup = Recipe.of("resnet18dilated+c1_deepsup", "shapes");
    assertEquals(plain.with("supervise", "published"), deepsup);
    assertEquals(plain, Recipe.parse("network: resnet18dilated+c1_deepsup\ndata: shapes\nsupervise: none\n", "r.yaml"));
    assertEquals("conv4", deepsup.supervise().get(0).tap());
    assertEquals(0.4, deepsup.supervise().get(0).weight().at(dev.sonde.schedule.Progress.atEpoch(0, 1)));
    assertEquals(deepsup, Recipe.parse(deepsup.yaml(), "its own yaml"));
  }

  @Test
  void the_usual_head_is_one_that_the_body_can_carry() {
    assertEquals("c1", Recipe.of("resnet18dilated+c1", "shapes").with("supervise", "{conv3: 0.2}").supervise().get(0).head().toString());
    assertEquals("cnds", Recipe.of("cnds-8", "shapes").with("supervise", "{pool4: 0.2}").supervise().get(0).head().toString());
  }

  @Test
  void weights_of_several_heads_may_follow_from_their_order() {
    Recipe halving = Recipe.of("unet", "shapes").with("supervise", "halving dec2 dec3 with c1");
    assertEquals(java.util.List.of("dec2", "dec3"), halving.supervise().stream().map(dev.sonde.supervise.Supervision::tap).toList());
    assertEquals(halving, Recipe.parse(halving.yaml(), "its own yaml"));
  }

  @Test
  void batch_normalisation_first_weights_and_vectors_are_keys() {
    Recipe recipe = Recipe.parse("network: cnds-8\ndata: shapes\nnorm: frozen momentum 0.01\nweights: [a.pth, b.pth]\n"
        + "groups: [{at: \"*\", decay: 0, only: vectors}]\n", "r.yaml");
    assertTrue(recipe.norm().frozen() && recipe.norm().momentum().getAsDouble() == 0.01);
    assertEquals(java.util.List.of("a.pth", "b.pth"), recipe.weights().files());
    assertTrue(recipe.groups().get(0).matches("conv1.bias", 1) && !recipe.groups().get(0).matches("conv1.weight", 4));
    assertEquals(recipe, Recipe.parse(recipe.yaml(), "its own yaml"));
    Recipe lenient = recipe.with("weights", "{files: [a.pth], lenient: yes}");
    assertTrue(lenient.weights().lenient() && lenient.weights().files().equals(java.util.List.of("a.pth")));
    assertEquals(lenient, Recipe.parse(lenient.yaml(), "its own yaml"));
    assertEquals("\"norm\" in r.yaml: \"warm\" says nothing of batch normalisation; write frozen, momentum 0.01, or frozen momentum 0.01",
        complaint("network: cnds-8\ndata: shapes\nnorm: warm\n"));
    assertTrue(complaint("network: cnds-8\ndata: shapes\nnorm: momentum 2\n").contains("momentum 2.0 of batch normalisation must lie in [0, 1]"));
    assertTrue(complaint("network: cnds-8\ndata: shapes\ngroups: [{at: \"*\", only: matrices}]\n").contains("is no kind of parameters"));
  }
}
