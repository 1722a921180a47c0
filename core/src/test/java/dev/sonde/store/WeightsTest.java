package dev.sonde.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;
import dev.sonde.supervise.Objective;
import dev.sonde.supervise.Published;
import dev.sonde.supervise.Supervision;
import dev.sonde.zoo.Zoo;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names and sizes of public networks, as PyTorch wrote them, against networks of ours; no value is read. */
class WeightsTest {
  private static final Path GOLDEN = Path.of(System.getProperty("sonde.shared", "../shared"), "golden");

  @TempDir Path folder;

  /** Names and sizes of a reference network's state dict. */
  private static Map<String, List<Long>> state(String name) {
    Assumptions.assumeTrue(Files.isDirectory(GOLDEN), "golden values are absent: no folder " + GOLDEN + " (set -Dsonde.shared)");
    try {
      Map<String, List<Long>> all = new LinkedHashMap<>();
      new ObjectMapper().readTree(GOLDEN.resolve(name + ".json").toFile()).get("state").properties().forEach(field -> {
        List<Long> sizes = new ArrayList<>();
        field.getValue().forEach(size -> sizes.add(size.longValue()));
        all.put(field.getKey(), sizes);
      });
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of such tensors that takes no room on the disk. */
  private Path file(String name, Map<String, List<Long>> tensors) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    long end = 0;
    for (Map.Entry<String, List<Long>> tensor : tensors.entrySet()) {
      Entry entry = Entry.at(end, Dtype.F32, tensor.getValue());
      entries.put(tensor.getKey(), entry);
      end = entry.end();
    }
    byte[] header = new Header(entries, Map.of(), Map.of()).bytes();
    Path file = folder.resolve(name + ".safetensors");
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.write(header);
      bytes.setLength(header.length + end);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, List<Long>> renamed(Map<String, List<Long>> all, UnaryOperator<String> change) {
    Map<String, List<Long>> renamed = new LinkedHashMap<>();
    all.forEach((name, sizes) -> renamed.put(change.apply(name), sizes));
    return renamed;
  }

  private static Map<String, List<Long>> kept(Map<String, List<Long>> all, String prefix) {
    return all.entrySet().stream().filter(e -> e.getKey().startsWith(prefix))
        .collect(Collectors.toMap(e -> e.getKey().substring(prefix.length()), Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
  }

  private static Network network(String name, int classes) {
    Shape input = name.contains("+") ? Shape.image(3, 64, 64) : Zoo.defaultInput(name);
    return Zoo.network(name, input, classes);
  }

  private static Map<String, Network> heads(Network body, int classes) {
    return Objective.networks(body, Published.of(body.name()), classes);
  }

  private static <T> T with(Function<Weights, T> use, Path... files) {
    try (Weights weights = Weights.open(files)) {
      return use.apply(weights);
    }
  }

  private static Fit fit(Network body, Map<String, Network> heads, Path... files) {
    return with(weights -> weights.fit(body, heads), files);
  }

  private static void whole(Fit fit) {
    assertEquals(List.of(), fit.fresh());
    assertEquals(List.of(), fit.left());
    assertTrue(fit.matched().size() > 30);
  }

  @ParameterizedTest
  @CsvSource({"vgg16, vgg-16, 10", "googlenet, googlenet, 10", "mobilenet_v2, mobilenet-v2, 10", "resnet18, resnet-18, 10",
      "mobilenetv2dilated_c1_deepsup, mobilenet-v2-dilated+c1, 150", "resnet18dilated_c1_deepsup, resnet-18-dilated+c1, 6",
      "resnet50dilated_ppm_deepsup, deep-resnet-50-dilated+ppm, 150", "resnet50_upernet, deep-resnet-50+upernet, 20"})
  void every_tensor_of_a_reference_network_finds_its_place(String golden, String name, int classes) {
    Network body = network(known(name), classes);
    Map<String, List<Long>> state = state(golden);
    Path file = file("plain", state);
    whole(fit(body, heads(body, classes), file));
    whole(fit(body, heads(body, classes), file("wrapped", renamed(state, theirs -> "module." + theirs))));
    assertEquals(OptionalInt.of(classes), with(weights -> weights.classes(network(known(name), 3)), file));
    Map<String, String> names = Reference.names(body, heads(body, classes));
    TreeSet<String> theirs = new TreeSet<>(state.keySet());
    theirs.removeIf(one -> one.matches(".*(num_batches_tracked|_tmp_running_mean|_tmp_running_var|_running_iter)"));
    assertEquals(theirs, new TreeSet<>(names.values()));
  }

  /** The dilated ResNet-18 of the reference file has the deep stem. */
  private static String known(String name) {
    String deep = name.replace("resnet-18-dilated", "deep-resnet-18-dilated");
    Assumptions.assumeTrue(Zoo.knows(deep), "no network " + deep);
    return deep;
  }

  @Test
  void an_encoder_and_a_decoder_in_two_files_are_one_network() {
    Map<String, List<Long>> state = state("resnet18dilated_c1_deepsup");
    Path encoder = file("encoder", kept(state, "encoder."));
    Path decoder = file("decoder", kept(state, "decoder."));
    Network body = network(known("resnet-18-dilated+c1"), 6);
    whole(fit(body, heads(body, 6), encoder, decoder));
    Fit bare = fit(body, Map.of(), encoder, decoder);
    assertEquals(List.of(), bare.fresh());
    assertTrue(bare.left().stream().allMatch(one -> one.name().contains("_deepsup.") && !one.harmful()) && bare.left().size() == 7,
        bare.left().toString());
    Fit alone = fit(body, heads(body, 6), encoder);
    assertTrue(alone.fresh().stream().allMatch(one -> one.why().matches("the file has no (decoder|head at conv4)")), alone.lines()
        .toString());
    assertTrue(assertThrows(IllegalArgumentException.class, () -> fit(body, Map.of(), encoder, encoder)).getMessage()
        .contains("hold a tensor \"conv1.weight\""));
    String message = assertThrows(IllegalArgumentException.class, () -> fit(body, Map.of(), encoder, decoder, decoder)).getMessage();
    assertTrue(message.startsWith("both " + decoder + " and " + decoder + " hold a tensor \"cbr.0.weight\""), message);
  }

  /** The release starts from VGG-16 as trained for ImageNet; the sides and their fusion are new. */
  @Test
  void hed_starts_from_vgg() {
    Network body = network("hed", 2);
    Fit fit = fit(body, Map.of(), file("vgg16", state("vgg16")));
    assertEquals(26, fit.matched().size());
    assertEquals("features.28.bias", fit.matched().get("features.28.bias"));
    assertTrue(fit.fresh().size() == 12 && fit.fresh().stream().allMatch(one -> one.why().equals("the file has no side outputs")),
        fit.fresh().toString());
    assertTrue(fit.left().size() == 6 && fit.left().stream().allMatch(one -> one.name().startsWith("classifier.")), fit.left().toString());
    Map<String, List<Long>> own = sizes(body);
    whole(fit(body, Map.of(), file("own", own)));
    whole(fit(body, Map.of(), file("ours", renamed(own, name -> "body/" + name))));
    assertEquals(own.keySet(), new TreeSet<>(Reference.names(body, Map.of()).values()));
    assertEquals(OptionalInt.of(2), with(weights -> weights.classes(network("hed", 3)), file("two", own)));
    own.remove("side3.score.weight");
    String message = assertThrows(IllegalArgumentException.class, () -> fit(body, Map.of(), file("part", own))).getMessage();
    assertTrue(message.contains("side3.score.weight, the file has no such tensor"), message);
    own.keySet().removeIf(name -> name.startsWith("features.28."));
    assertThrows(IllegalArgumentException.class, () -> fit(body, Map.of(), file("short", own)));
  }

  @Test
  void another_number_of_classes_starts_main_and_auxiliary_classifier_anew_and_lists_both() {
    Map<String, List<Long>> state = state("mobilenetv2dilated_c1_deepsup");
    Network body = network(known("mobilenet-v2-dilated+c1"), 6);
    Fit fit = fit(body, heads(body, 6), file("ade", state));
    assertEquals(List.of("decoder.conv_last.weight", "decoder.conv_last.bias", "heads/conv4/conv_last.weight",
        "heads/conv4/conv_last.bias"), fit.reinitialised());
    assertTrue(fit.lines().contains("initialised anew: decoder.conv_last.weight, decoder.conv_last.bias, heads/conv4/conv_last.weight,"
        + " heads/conv4/conv_last.bias (6 classes here, 150 there)"), fit.lines().toString());
    assertEquals(4, fit.fresh().size());
  }

  @Test
  void auxiliary_classifiers_of_googlenet_are_left_out_where_no_head_hangs() {
    Network body = network("googlenet", 7);
    Fit fit = fit(body, Map.of(), file("googlenet", state("googlenet")));
    assertEquals(List.of("fc.weight", "fc.bias"), fit.reinitialised());
    assertTrue(fit.left().stream().allMatch(one -> one.name().startsWith("aux")), fit.lines().toString());
    Supervision second = Published.of("googlenet").get(1);
    Fit one = fit(body, Objective.networks(body, List.of(second), 7), file("again", state("googlenet")));
    assertEquals("aux2.conv.conv.weight", one.matched().get("heads/inception4d/conv.conv.weight"));
  }

  @Test
  void torchvisions_fully_convolutional_network_is_an_encoder_with_c1() {
    Network body = network(known("resnet-50-dilated+c1"), 21);
    Map<String, List<Long>> state = new LinkedHashMap<>();
    Map<String, Network> heads = heads(body, 21);
    for (Part part : Part.of(body, heads)) {
      part.sizes().forEach((own, sizes) -> state.put(own.startsWith("decoder.") ? fcn("classifier.", own) : own.startsWith("heads/")
          ? fcn("aux_classifier.", own)
          : "backbone." + own, sizes));
    }
    assertTrue(state.containsKey("classifier.4.bias") && state.containsKey("aux_classifier.1.running_var")
        && state.containsKey("backbone.layer4.0.conv1.weight"));
    whole(fit(body, heads, file("fcn", state)));
  }

  private static String fcn(String prefix, String own) {
    return prefix + own.replaceFirst("^.*(cbr|conv_last)", "$1").replace("cbr.", "").replace("conv_last", "4");
  }

  /** Sizes agree, so only the tap tells that the published branch is not the head here. */
  @Test
  void a_lone_head_elsewhere_is_not_the_published_one_at_conv4() {
    Network body = network("deep-resnet-18-dilated+c1", 6);
    Map<String, Network> here = Map.of("conv3", heads(body, 6).get("conv4"));
    Map<String, List<Long>> state = new LinkedHashMap<>();
    Reference.names(body, heads(body, 6)).forEach((own, theirs) -> state.put(theirs, sizes(body, heads(body, 6)).get(own)));
    Fit fit = fit(body, here, file("deepsup", state));
    assertTrue(fit.fresh().size() == 7 && fit.fresh().stream().allMatch(one -> one.why().equals("the file has no head at conv3")),
        fit.lines().toString());
    assertTrue(fit.left().size() == 7 && fit.left().stream().allMatch(one -> one.name().contains("_deepsup.")), fit.left().toString());
    assertEquals("heads.conv3.cbr.0.weight", Reference.names(body, here).get("heads/conv3/cbr.0.weight"));
    assertEquals("heads.conv3.cbr.0.weight", Reference.names(network("resnet-18-dilated+fcn", 6), here).get("heads/conv3/cbr.0.weight"));
  }

  @Test
  void a_body_of_another_depth_is_refused_unless_what_fits_was_asked_for() {
    Path eighteen = file("eighteen", state("resnet18"));
    Network deeper = network("resnet-34", 10);
    String message = assertThrows(IllegalArgumentException.class, () -> fit(deeper, Map.of(), eighteen)).getMessage();
    assertTrue(message.contains("does not fit resnet-34: layer1.2.conv1.weight, the file has no such tensor, and "), message);
    Fit fit = with(weights -> weights.lenient().fit(deeper, Map.of()), eighteen);
    assertEquals(122 - 20, fit.matched().size());
    Path deep = file("deep", sizes(deeper));
    String shallow = assertThrows(IllegalArgumentException.class, () -> fit(network("resnet-18", 10), Map.of(), deep)).getMessage();
    assertTrue(shallow.contains("layer1.2.conv1.weight, no such parameter here"), shallow);
    Path bottleneck = file("bottleneck", sizes(network("resnet-50", 10)));
    assertTrue(assertThrows(IllegalArgumentException.class, () -> fit(deeper, Map.of(), bottleneck)).getMessage()
        .contains("layer1.0.conv1.weight, sizes [64, 64, 3, 3] here, [64, 64, 1, 1] there"));
  }

  @ParameterizedTest
  @CsvSource({"resnet-18, 2", "mobilenet-v2, 2", "vgg-16, 6"})
  void the_top_of_a_classifier_of_ours_stays_out_below_a_decoder(String name, int top) {
    Map<String, List<Long>> ours = renamed(sizes(network(name, 10)), own -> "body/" + own);
    Fit fit = fit(network(name + "+c1", 6), Map.of(), file("classifier", ours));
    assertTrue(fit.fresh().stream().allMatch(one -> one.why().equals("the file has no decoder")), fit.fresh().toString());
    assertTrue(fit.left().size() >= top && fit.left().size() <= top + 5
        && fit.left().stream().allMatch(one -> one.name().matches("body/(fc|classifier|features\\.18).*")), fit.left().toString());
    String file = file("again", ours).toString();
    Network deeper = network("resnet-34+c1", 6);
    assertThrows(IllegalArgumentException.class, () -> fit(deeper, Map.of(), Path.of(file)));
  }

  @Test
  void an_encoder_of_ours_goes_below_another_decoder_and_a_deeper_one_does_not_fit() {
    Map<String, List<Long>> ours = renamed(sizes(network("resnet-34+c1", 6)), own -> "body/" + own);
    Path file = file("ours", ours);
    Fit fit = fit(network("resnet-34+ppm", 6), Map.of(), file("encoder", bare(ours)));
    assertTrue(fit.fresh().stream().allMatch(one -> one.why().equals("the file has no decoder")), fit.fresh().toString());
    String message = assertThrows(IllegalArgumentException.class, () -> fit(network("resnet-18+c1", 6), Map.of(), file)).getMessage();
    assertTrue(message.contains("body/layer1.2.conv1.weight, no such parameter here"), message);
  }

  private static Map<String, List<Long>> bare(Map<String, List<Long>> all) {
    Map<String, List<Long>> bare = new LinkedHashMap<>(all);
    bare.keySet().removeIf(name -> name.contains("decoder."));
    return bare;
  }

  /** Names of a file are printed, so they can neither forge lines, nor steer a terminal, nor fill the screen. */
  @Test
  void names_of_a_file_are_shown_on_one_short_line() {
    Map<String, List<Long>> state = new LinkedHashMap<>(sizes(network("resnet-18", 10)));
    state.put("extra.\n\u001b[2J\u202e\u009b" + "x".repeat(40_000), List.of(1L));
    Path file = file("forged", state);
    List<String> lines = fit(network("resnet-18", 10), Map.of(), file).lines();
    assertEquals("left out: extra.??[2J??" + "x".repeat(87) + "… (no such parameter here)", lines.get(1));
    state.put("layer1.\n" + "x".repeat(40_000), List.of(1L));
    Path inside = file("inside", state);
    String message = assertThrows(IllegalArgumentException.class, () -> fit(network("resnet-18", 10), Map.of(), inside)).getMessage();
    assertTrue(message.length() < 500 && message.contains("layer1.?xxx"), message);
    String twice = assertThrows(IllegalArgumentException.class, () -> fit(network("resnet-18", 10), Map.of(),
        file("one", Map.of("a\n" + "x".repeat(999), List.of(1L))), file("two", Map.of("a\n" + "x".repeat(999), List.of(1L))))).getMessage();
    assertTrue(twice.length() < 500 && twice.contains("a?xxx"), twice);
  }

  private static Map<String, List<Long>> sizes(Network network) {
    return sizes(network, Map.of());
  }

  private static Map<String, List<Long>> sizes(Network network, Map<String, Network> heads) {
    Map<String, List<Long>> all = new LinkedHashMap<>();
    Part.of(network, heads).forEach(part -> all.putAll(part.sizes()));
    return all;
  }

  /** So a file is judged before a training begins, however large it is. */
  @Test
  void nothing_is_read_to_judge() throws IOException {
    Network body = network("deep-resnet-101-dilated+upernet", 150);
    Path file = file("cut", sizes(body));
    try (Weights weights = Weights.open(file); RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.setLength(8);
      assertTimeoutPreemptively(Duration.ofSeconds(5), () -> whole(weights.fit(body, Map.of())));
    }
  }

  @Test
  void a_name_of_wrappers_alone_takes_no_time() {
    Path file = PickleWriter.write(folder, PickleWriter.zip(PickleWriter.dict("module.".repeat(1 << 20) + "w", 1, 0, new long[] {1}, 1),
        Map.of("0", PickleWriter.floats(7))));
    String message = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertThrows(IllegalArgumentException.class,
        () -> fit(network("resnet-18", 10), Map.of(), file))).getMessage();
    assertTrue(message.length() < 500 && message.contains("none of its tensors (module.module."), message.substring(0, 200));
  }

  /** Header lengths whose first bytes are those of a pickle or of a zip archive's signature. */
  @Test
  void a_safetensors_file_is_none_of_pytorchs_whatever_its_length_begins_with() {
    for (int more = 1; more < 400; more++) {
      Path file = file("length", Map.of("n".repeat(more) + ".weight", List.of(1L)));
      try (StateDict dict = StateDict.open(file)) {
        assertEquals(1, dict.names().size());
      }
    }
  }

  @Test
  void nothing_in_common_is_refused_with_examples_of_both() {
    Path file = file("other", Map.of("tokens.weight", List.of(3L)));
    String message = assertThrows(IllegalArgumentException.class, () -> with(w -> w.lenient().fit(network("resnet-18", 10), Map.of()),
        file)).getMessage();
    assertTrue(message.contains("none of its tensors (tokens.weight) is called as a parameter here (conv1.weight, bn1.weight"), message);
  }

  @Test
  void a_checkpoint_of_ours_is_weights_too() {
    Network body = network("resnet-18", 10);
    Map<String, List<Long>> ours = new LinkedHashMap<>(renamed(sizes(body), name -> "body/" + name));
    ours.put("optimizer/conv1.weight/velocity", List.of(64L, 3L, 7L, 7L));
    Fit fit = fit(body, Map.of(), file("ours", ours));
    whole(fit);
    assertEquals(1, fit.counted());
  }
}
