package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.schedule.Schedule;
import dev.sonde.supervise.Head;
import dev.sonde.torch.Laps;
import dev.sonde.torch.Leg;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfilingTest {
  private static final Network NETWORK = NetworkBuilder.of("small", Shape.image(3, 16, 16)).conv(8, 3).relu().conv(8, 3).batchNorm().relu()
      .dropout(0.5).flatten().linear(10).build();

  @TempDir Path folder;

  private static Training training() {
    return Training.of(NETWORK, "shapes:size=16,train=96,test=20").supervise("conv1", Head.linear(), Schedule.constant(0.3)).epochs(2)
        .batch(16);
  }

  private static final class Looking implements Listener {
    private final Laps laps;
    private long began;

    Looking(Laps laps) {
      this.laps = laps;
    }

    @Override
    public void began(Run run) {
      run.time(laps);
      began = System.nanoTime();
    }
  }

  @Test
  void every_layer_is_seen_going_there_and_back_and_the_parts_add_up() {
    try (Laps laps = Laps.after(0)) {
      Looking looking = new Looking(laps);
      try (Run run = training().listen(looking).run()) {
        double whole = (System.nanoTime() - looking.began) / 1e9;
        double sum = laps.rows().stream().mapToDouble(Laps.Row::seconds).sum() * laps.steps();
        assertEquals(12, laps.steps());
        assertTrue(sum > 0 && sum <= whole, sum + " of " + whole + " s");
      }
      for (Leg leg : List.of(Leg.FORWARD, Leg.BACKWARD)) {
        Set<String> parts = parts(laps, leg);
        NETWORK.nodes().forEach(node -> assertTrue(parts.contains(node.name()), leg + " lacks " + node.name() + ": " + parts));
        assertTrue(parts.stream().anyMatch(part -> part.startsWith("heads/conv1/")), leg + " lacks the head: " + parts);
      }
      assertTrue(parts(laps, Leg.LOSS).containsAll(Set.of("main", "heads/conv1")), parts(laps, Leg.LOSS).toString());
      for (Leg leg : Leg.values()) {
        assertTrue(!parts(laps, leg).isEmpty(), leg + " is missing");
      }
    }
  }

  private static Set<String> parts(Laps laps, Leg leg) {
    return laps.rows().stream().filter(row -> row.leg() == leg).map(Laps.Row::part).collect(Collectors.toSet());
  }

  @Test
  void looking_changes_nothing() throws Exception {
    try (Laps laps = Laps.after(1)) {
      training().into(folder.resolve("seen")).listen(new Looking(laps)).run().close();
    }
    training().into(folder.resolve("unseen")).run().close();
    for (String file : List.of("journal.jsonl", "checkpoints/best.safetensors")) {
      byte[] unseen = Files.readAllBytes(folder.resolve("unseen").resolve(file));
      assertArrayEquals(unseen, Files.readAllBytes(folder.resolve("seen").resolve(file)), file);
    }
  }
}
