package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.Split;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.torch.Resident;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory over a whole run on pictures of many sizes, with loader, checkpoints and evaluations. {@code -Dsonde.soak=10000} makes it long.
 *
 * <p>The long form measures all of the process; the short one leaves out Java's heap, which is filled for the first time while it runs. The sizes are 64,
 * so that all have been met when the first fifth is over: libtorch keeps kernels for each size, up to 1024 of a kind. With {@code -Dsonde.soak.side=1}, a
 * pixel from one side to the next, they are 1024: resident memory is printed and not judged.
 */
class SegmentationSoakTest {
  private static final int STEPS = Integer.getInteger("sonde.soak", 300);
  private static final int EPOCH = Math.max(10, STEPS / 100);
  private static final int LOOKS = 20;
  private static final int SIDE = Integer.getInteger("sonde.soak.side", 4);
  private static final double MIB = 1 << 20;

  @TempDir Path folder;

  private record Sight(long step, long pointers, long resident) {}

  /** Twenty sights of a run: the fewest pointers and the most resident memory of each twentieth. */
  private static final class Watch implements Listener {
    private final List<Sight> sights = new ArrayList<>();
    private final List<Growth> growths = new ArrayList<>();
    private long pointers = Long.MAX_VALUE;
    private long resident;

    @Override
    public void grew(Run run, Growth growth) {
      growths.add(growth);
    }

    @Override
    public void stepped(Run run) {
      pointers = Math.min(pointers, Pointer.totalCount());
      if (run.step() % 10 == 0) {
        resident = Math.max(resident, Resident.now().orElse(0) - (STEPS < 5000 ? Resident.heap() : 0));
      }
      if (run.step() % (STEPS / LOOKS) == 0) {
        sights.add(new Sight(run.step(), pointers, resident));
        pointers = Long.MAX_VALUE;
        resident = 0;
      }
    }
  }

  private static Network network() {
    return NetworkBuilder.of("soaked", Shape.image(3, 32, 32)).conv(Layer.Conv.of(16, 3).padding(1)).batchNorm().relu().maxPool(2, 2)
        .conv(Layer.Conv.of(16, 3).padding(1)).relu().as("tap").conv(Layer.Conv.of(16, 3).padding(1)).relu().conv(2, 1).build();
  }

  @Test
  void a_run_on_pictures_of_many_sizes_keeps_its_memory() {
    Watch watch = new Watch();
    Training.of(network(), "tiles").on(new Split(new Tiles(4 * EPOCH, 1, SIDE), new Tiles(20, 2, SIDE))).batch(4).epochs(STEPS / EPOCH)
        .with("supervise", "{tap: {head: fcn, weight: 0.3}}").with("rate", "0.01").with("workers", "2").into(folder.resolve("run")).listen(watch).run().close();
    Sight first = watch.sights.get(LOOKS / 5);
    Sight last = watch.sights.get(LOOKS - 1);
    System.out.printf("segmentation soak: %d steps of %d sizes, pointers %d at step %d and %d at the end, resident %.1f and %.1f MiB, at most %.1f between%n",
        STEPS, (32 / SIDE) * (32 / SIDE), first.pointers, first.step, last.pointers, first.resident / MIB, last.resident / MIB,
        watch.sights.stream().skip(LOOKS / 5).mapToLong(Sight::resident).max().orElse(0) / MIB);
    assertEquals(first.pointers, last.pointers);
    assertEquals(List.of(), watch.growths);
    Assumptions.assumeTrue(SIDE >= 4, "many sizes fill libtorch's caches for many steps");
    Assumptions.assumeTrue(first.resident > 0, "this system does not tell the resident memory");
    assertTrue(last.resident < first.resident * 1.02 + (STEPS < 5000 ? 64 << 20 : 0), "resident memory grew from " + first + " to " + last);
  }
}
