package dev.sonde.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.LeakCheck;
import dev.sonde.data.BadData;
import dev.sonde.data.Preparation;
import dev.sonde.data.Seed;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.supervise.Head;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which heads and colours a checkpoint holds, and that broken notes about them are refused. */
@ExtendWith(LeakCheck.class)
class CheckpointHeadsTest {
  private static final Network BODY = NetworkBuilder.of("body", Shape.image(1, 4, 4)).conv(2, 1).as("side").conv(2, 1).as("out").build();

  @TempDir private Path folder;

  private static Model compile(Network network) {
    return Model.compile(network, Initialization.of(new Initializer.He(), 0), Seed.of(1), Precision.FLOAT32);
  }

  private Path written(Map<String, Model> heads, Model body, Map<String, String> notes) {
    Path file = folder.resolve(heads.size() + ".safetensors");
    Checkpoint.write(file, new Checkpoint.Contents(body, heads, null, List.of("a", "b"), "cross-entropy", List.of(),
        Preparation.of(List.of(), Map.of()), notes));
    return file;
  }

  private Set<String> heads(Map<String, Model> heads, Model body) {
    Path file = written(heads, body, Map.of());
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      return checkpoint.heads();
    }
  }

  @Test
  void a_head_without_parameters_is_in_the_file_and_a_stripped_file_has_none() {
    try (Model body = compile(BODY); Model asIs = compile(Head.asIs().on(BODY.at("side"), 2)); Model pixel = compile(Head.pixel().on(BODY.at("side"), 2))) {
      assertEquals(Set.of("side"), heads(Map.of("side", asIs), body));
      assertEquals(Set.of("side", "out"), heads(Map.of("side", asIs, "out", pixel), body));
      assertEquals(Set.of(), heads(Map.of(), body));
    }
  }

  /** What {@code asked} of a file with these notes says to that. */
  private String refused(Map<String, String> notes, Consumer<Checkpoint> asked) {
    try (Model body = compile(BODY)) {
      Path file = written(Map.of(), body, notes);
      return assertThrows(BadData.class, () -> {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
          asked.accept(checkpoint);
        }
      }).getMessage().substring(file.toString().length());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{\"conv4\": null}", "[]", "{\"conv4\": {}}", "{", "3"})
  void head_networks_that_are_none_are_refused(String text) {
    assertEquals(" has damaged metadata: \"head-networks\" does not map taps to networks",
        refused(Map.of("head-networks", text), Checkpoint::headNetworks));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[null]", "{}", "[[]]"})
  void lists_that_are_none_are_refused(String text) {
    assertEquals(" has damaged metadata: \"heads\" is no list of texts", refused(Map.of("heads", text), Checkpoint::heads));
    assertEquals(" has damaged metadata: \"eval\" is no list of texts", refused(Map.of("eval", text), Checkpoint::eval));
    assertEquals(" has damaged metadata: \"classes\" is no list of texts", refused(Map.of("classes", text), Checkpoint::classes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"heads/x", "heads//x"})
  void a_tensor_of_no_head_is_refused(String name) {
    try (Model body = compile(BODY); Scope scope = Scope.silent()) {
      Path file = written(Map.of(), body, Map.of());
      Path changed = folder.resolve("changed.safetensors");
      try (Safetensors whole = Safetensors.open(file)) {
        Safetensors.write(changed, Map.of(name, Tensors.of(new float[] {1}, 1)), whole.metadata());
      }
      try (Checkpoint checkpoint = Checkpoint.open(changed)) {
        assertTrue(assertThrows(BadData.class, checkpoint::heads).getMessage().contains("its tensor \"" + name + "\" belongs to no head"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "#000000", "#000000,#ffffff,#ff0000", "#000000,#fffffff", "#000000,-0000001", "#000000,#-00001",
      "#000000,ffffff", "#000000,#ffffff,", "#000000,#1000000"})
  void a_palette_is_a_colour_for_each_class(String text) {
    assertEquals(" has damaged metadata: \"palette\" is no list of 2 colours #rrggbb",
        refused(Map.of("palette", text), Checkpoint::palette));
  }

  @Test
  void a_sound_palette_comes_back() {
    Map<String, String> notes = Map.of("palette", "#0000ff,#ffffff");
    try (Model body = compile(BODY); Checkpoint checkpoint = Checkpoint.open(written(Map.of(), body, notes))) {
      assertEquals(List.of(0xff, 0xffffff), checkpoint.palette().colours());
    }
  }
}
