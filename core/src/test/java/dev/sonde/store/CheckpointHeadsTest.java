package dev.sonde.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sonde.LeakCheck;
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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Which heads a checkpoint holds. */
@ExtendWith(LeakCheck.class)
class CheckpointHeadsTest {
  private static final Network BODY = NetworkBuilder.of("body", Shape.image(1, 4, 4)).conv(2, 1).as("side").conv(2, 1).as("out").build();

  @TempDir private Path folder;

  private static Model compile(Network network) {
    return Model.compile(network, Initialization.of(new Initializer.He(), 0), Seed.of(1), Precision.FLOAT32);
  }

  private Set<String> heads(Map<String, Model> heads, Model body) {
    Path file = folder.resolve(heads.size() + ".safetensors");
    Checkpoint.write(file, new Checkpoint.Contents(body, heads, null, List.of("a", "b"), "cross-entropy", List.of(),
        Preparation.of(List.of(), Map.of()), Map.of()));
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
}
