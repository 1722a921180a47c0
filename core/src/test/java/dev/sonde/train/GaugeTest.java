package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.LeakCheck;
import dev.sonde.data.Split;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.torch.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class GaugeTest {
  private static final int STEPS = 700;

  @TempDir Path folder;

  /** What lives as long as the process is made with the first step. */
  @BeforeAll
  static void first() {
    Training.of(network(), "tiles").on(data(1)).batch(1).epochs(1).run().close();
  }

  private static Network network() {
    return NetworkBuilder.of("small", Shape.image(3, 32, 32)).conv(Layer.Conv.of(2, 3).padding(1)).relu().conv(2, 1).build();
  }

  private static Split data(int size) {
    return new Split(new Tiles(size, 1), new Tiles(2, 2));
  }

  /** Makes a tensor at every step and forgets to free it, as a careless listener would. */
  private static final class Leak implements Listener, AutoCloseable {
    private final List<Tensor> leaked = new ArrayList<>();
    private final List<Growth> told = new ArrayList<>();
    private int line;

    @Override
    public void stepped(Run run) {
      line = StackWalker.getInstance().walk(frames -> frames.findFirst()).orElseThrow().getLineNumber() + 1;
      leaked.add(torch.zeros(1000));
    }

    @Override
    public void grew(Run run, Growth growth) {
      told.add(growth);
    }

    @Override
    public void close() {
      leaked.forEach(Tensor::close);
    }
  }

  private static List<Growth> growths(long[] objects, long[] bytes) {
    Gauge gauge = new Gauge();
    return LongStream.range(0, objects.length)
        .mapToObj(i -> gauge.next(new Gauge.Sight(100 * (i + 1), objects[(int) i], bytes[(int) i], List.of()))).flatMap(Optional::stream).toList();
  }

  private static long[] series(int length, LongUnaryOperator at) {
    return LongStream.range(0, length).map(at).toArray();
  }

  @Test
  void what_grows_at_each_look_is_told_once_and_again_after_twice_as_long() {
    List<Growth> told = growths(series(13, i -> 10 + i), series(13, i -> 0));
    assertEquals(List.of(600L, 1200L), told.stream().map(Growth::step).toList());
    assertEquals(new Growth(600, 500, 5, 0, List.of()), told.get(0));
    String sentence = told.get(0).sentence();
    assertTrue(sentence.contains("5 native objects (0.01 a step)") && sentence.contains("--trace-native"), sentence);
  }

  @Test
  void what_stays_or_falls_once_is_not_told() {
    assertEquals(List.of(), growths(series(40, i -> 70), series(40, i -> 500_000_000)));
    assertEquals(List.of(), growths(series(40, i -> i - i % 5 * 2), series(40, i -> 500_000_000 + i % 4 * 50_000_000)));
  }

  @Test
  void bytes_are_told_where_they_are_many() {
    long[] same = series(12, i -> 70);
    assertEquals(List.of(), growths(same, series(24, i -> 500_000_000 + i * 5_000_000)), "noise");
    List<Growth> told = growths(same, series(12, i -> 500_000_000 + i * 10_000_000));
    assertEquals(new Growth(1100, 1000, 0, 100_000_000, List.of()), told.get(0));
    assertTrue(told.get(0).sentence().contains("100.0 kB a step"), told.get(0).sentence());
  }

  private Training training() {
    return Training.of(network(), "tiles").on(data(STEPS)).batch(1).epochs(1).into(folder.resolve("run"));
  }

  @Test
  void a_listener_that_leaks_is_named_by_its_line() throws IOException {
    try (Leak leak = new Leak(); Run run = training().within(Limits.NONE.traced(true)).listen(leak).run()) {
      assertEquals(1, leak.told.size());
      Growth growth = leak.told.get(0);
      assertEquals(500, growth.steps());
      assertTrue(growth.objects() >= 500, growth.toString());
      assertTrue(growth.sites().get(0).at().startsWith(Leak.class.getName() + ".stepped:" + leak.line + " < "), growth.sites().toString());
      assertEquals(List.of(500L, 500L * 4000), List.of(growth.sites().get(0).count(), growth.sites().get(0).bytes()));
      assertTrue(growth.sentence().contains(".stepped:" + leak.line), growth.sentence());
      assertTrue(Files.readString(folder.resolve("run/sessions.jsonl")).contains("\"event\":\"grew\""));
      assertTrue(Trace.current().isEmpty());
    }
  }

  @Test
  void without_a_trace_a_leak_is_told_and_without_a_leak_nothing_is() throws IOException {
    try (Leak leak = new Leak(); Run run = training().listen(leak).run()) {
      assertEquals(List.of(), leak.told.get(0).sites());
    }
    try (Run run = Training.of(training().recipe()).on(data(STEPS)).within(Limits.NONE.traced(true))
        .into(folder.resolve("tight")).run()) {
      assertEquals(STEPS, run.step());
      assertTrue(Files.readString(folder.resolve("tight/sessions.jsonl")).lines().noneMatch(line -> line.contains("\"event\":\"grew\"")));
    }
  }
}
