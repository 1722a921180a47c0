package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.Batch;
import dev.sonde.data.Seed;
import dev.sonde.loss.Loss;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.schedule.Progress;
import dev.sonde.schedule.Schedule;
import dev.sonde.supervise.Head;
import dev.sonde.supervise.Objective;
import dev.sonde.supervise.Supervision;
import dev.sonde.torch.Activations;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Resident;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Sgd;
import dev.sonde.torch.Tensors;
import dev.sonde.torch.Updates;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Native memory over many steps of varying batch sizes. {@code -Dsonde.soak=5000} makes it long; the short form runs always. */
class SoakTest {
  private static final int STEPS = Integer.getInteger("sonde.soak", 300);
  private static final int LARGEST = 64;
  private static final float[] IMAGES = images();
  private static final int[] LABELS = IntStream.range(0, LARGEST).map(i -> i % 10).toArray();
  private static final int[] INDICES = new int[LARGEST];
  private static final Network NETWORK = NetworkBuilder.of("soaked", Shape.image(3, 32, 32)).conv(16, 3).batchNorm().relu().as("block1")
      .maxPool(2, 2).dropout(0.2).conv(32, 3).relu().as("block2").globalAveragePool().flatten().linear(10).build();

  @Test
  void pointers_and_resident_memory_stay_where_they_are() {
    List<Supervision> heads = List.of(Supervision.of("block1", Head.linear(), Loss.squaredHinge(), Schedule.constant(0.1)),
        Supervision.of("block2", Head.pooled(), Loss.crossEntropy(), Schedule.constant(0.3)));
    Initialization he = Initialization.of(new Initializer.He(), 0);
    try (Model model = Model.compile(NETWORK, he, Seed.of(1), Precision.FLOAT32);
        Objective objective = Objective.compile(NETWORK, Loss.crossEntropy(), heads, 10, Seed.of(2), Precision.FLOAT32)) {
      try (Updates updates = Updates.of(Sgd.of(0.9), objective.parameters(model), List.of())) {
        soak(model, objective, updates);
      }
    }
  }

  private static void soak(Model model, Objective objective, Updates updates) {
    run(model, objective, updates, Math.max(300, STEPS / 5));
    long pointers = Pointer.totalCount();
    long before = resident();
    run(model, objective, updates, STEPS);
    long after = resident();
    System.out.printf("soak: %d steps, %d pointers before and %d after, resident %d MiB before and %d MiB after%n",
        STEPS, pointers, Pointer.totalCount(), before >> 20, after >> 20);
    assertEquals(pointers, Pointer.totalCount());
    Assumptions.assumeTrue(before > 0, "this system does not tell the resident memory");
    assertTrue(after < before * 1.02 + (24 << 20), "resident memory grew from " + (before >> 20) + " to " + (after >> 20) + " MiB");
  }

  private static void run(Model model, Objective objective, Updates updates, int steps) {
    Progress start = Progress.atEpoch(0, 1);
    for (int i = 0; i < steps; i++) {
      try (Scope scope = Scope.recording()) {
        Batch batch = batch(1 + i * 37 % LARGEST);
        Activations activations = model.forward(Tensors.images(batch, Precision.FLOAT32), Set.of(), objective.heads(start));
        objective.of(activations, Tensors.labels(batch), start).total().backward();
        updates.step(name -> 1e-3);
      }
    }
  }

  /** All batches share their arrays, so that what grows is not Java's heap. */
  private static Batch batch(int size) {
    return new Batch(IMAGES, size, 32, 32, 3, LABELS, INDICES);
  }

  private static float[] images() {
    float[] images = new float[LARGEST * 3 * 32 * 32];
    for (int i = 0; i < images.length; i += 7) {
      images[i] = i % 13 - 6;
    }
    return images;
  }

  /** Bytes in memory; of the short form beside Java's heap, which is filled for the first time while it runs; 0 where the system does not say. */
  private static long resident() {
    return Math.max(0, Resident.now().orElse(0) - (STEPS < 5000 ? Resident.heap() : 0));
  }
}
