package dev.sonde.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.Seed;
import dev.sonde.data.Shapes;
import dev.sonde.data.Split;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.supervise.Part;
import dev.sonde.train.Evaluation;
import dev.sonde.train.Listener;
import dev.sonde.train.NotFinite;
import dev.sonde.train.Run;
import dev.sonde.train.Training;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.framework.Summary;
import org.tensorflow.util.Event;
import org.tensorflow.util.SessionLog;

/** Event files, read back by TensorFlow's own generated classes. */
class TensorBoardTest {
  private static final Split SHAPES = new Split(Shapes.of(16, 64, Seed.of(1)), Shapes.of(16, 20, Seed.of(2)));

  @TempDir Path folder;

  private static Training training() {
    var net = NetworkBuilder.of("tiny", Shape.image(3, 16, 16)).conv(4, 3).relu().maxPool(4, 4).as("pool1").flatten().linear(10).build();
    return Training.of(net, "shapes").epochs(2).batch(32).with("rate", "0.01 cosine 0")
        .with("supervise", "{pool1: {head: pooled, weight: 0.3 decaying}}")
        .on(SHAPES);
  }

  private static Path file(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run)) {
      List<Path> found = files.filter(file -> file.getFileName().toString().startsWith("events.out.tfevents.")).toList();
      assertEquals(1, found.size());
      return found.get(0);
    }
  }

  /** Reads TFRecords with a checksum of this test's own. */
  private static List<Event> events(byte[] bytes) throws IOException {
    List<Event> events = new ArrayList<>();
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (file.hasRemaining()) {
      byte[] length = new byte[8];
      file.get(length);
      assertEquals(Castagnoli.masked(length), file.getInt(), "checksum of a length");
      byte[] message = new byte[Math.toIntExact(ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong())];
      file.get(message);
      assertEquals(Castagnoli.masked(message), file.getInt(), "checksum of a message");
      events.add(Event.parseFrom(message));
    }
    return events;
  }

  private static Map<String, Map<Long, Float>> scalars(List<Event> events) {
    Map<String, Map<Long, Float>> all = new LinkedHashMap<>();
    for (Event event : events) {
      for (Summary.Value value : event.getSummary().getValueList()) {
        assertEquals(Summary.Value.ValueCase.SIMPLE_VALUE, value.getValueCase());
        Float before = all.computeIfAbsent(value.getTag(), tag -> new LinkedHashMap<>()).put(event.getStep(), value.getSimpleValue());
        assertEquals(null, before, value.getTag() + " was written twice at step " + event.getStep());
      }
    }
    return all;
  }

  /** What the run itself said, step by step. */
  private static final class Witness implements Listener {
    private final Map<String, Map<Long, Float>> said = new LinkedHashMap<>();

    private void say(Run run, String tag, double value) {
      said.computeIfAbsent(tag, name -> new LinkedHashMap<>()).put(run.step(), (float) value);
    }

    @Override
    public void stepped(Run run) {
      say(run, "loss/total", run.breakdown().total());
      for (Part part : run.breakdown().parts()) {
        say(run, "loss/" + part.name(), part.loss());
        say(run, "weighted/" + part.name(), part.weight() * part.loss());
        say(run, "weight/" + part.name(), part.weight());
        say(run, "accuracy/train/" + part.name(), part.accuracy());
      }
      say(run, "rate", run.rate());
    }

    @Override
    public void evaluated(Run run) {
      Evaluation last = run.evaluations().get(run.evaluations().size() - 1);
      say(run, "loss/test", last.loss());
      say(run, "accuracy/test/main", last.accuracy());
      say(run, "accuracy/test/pool1", last.headAccuracies().get("pool1"));
      say(run, "speed/images_per_second", run.imagesPerSecond());
      say(run, "speed/wait_share", run.waitShare());
    }
  }

  @Test
  void the_checksum_of_this_test_agrees_with_the_standard() {
    byte[] ascending = new byte[32];
    byte[] ones = new byte[32];
    for (int i = 0; i < 32; i++) {
      ascending[i] = (byte) i;
      ones[i] = (byte) 0xff;
    }
    assertEquals(0x8a9136aa, Castagnoli.crc(new byte[32]));
    assertEquals(0x62a8ab43, Castagnoli.crc(ones));
    assertEquals(0x46dd794e, Castagnoli.crc(ascending));
  }

  @Test
  void an_independent_reader_finds_every_number_at_its_step() throws IOException {
    Path out = folder.resolve("run");
    Witness witness = new Witness();
    long before = System.currentTimeMillis();
    training().into(out).listen(new TensorBoard(), witness).run().close();
    List<Event> events = events(Files.readAllBytes(file(out)));

    assertEquals("brain.Event:2", events.get(0).getFileVersion());
    assertTrue(events.stream().skip(1).allMatch(event -> event.getWhatCase() == Event.WhatCase.SUMMARY));
    assertTrue(events.stream().allMatch(event -> event.getWallTime() >= before / 1e3
        && event.getWallTime() <= System.currentTimeMillis() / 1e3));
    assertEquals(witness.said, scalars(events));

    assertEquals(Set.of(1L, 2L, 3L, 4L), witness.said.get("loss/total").keySet());
    assertEquals(Set.of(2L, 4L), witness.said.get("accuracy/test/pool1").keySet());
    assertEquals(new TreeSet<>(Set.of("loss/total", "loss/main", "loss/pool1", "weighted/main", "weighted/pool1", "weight/main",
        "weight/pool1", "accuracy/train/main", "accuracy/train/pool1", "rate", "loss/test", "accuracy/test/main", "accuracy/test/pool1",
        "speed/images_per_second", "speed/wait_share")), new TreeSet<>(witness.said.keySet()));
  }

  @Test
  void what_was_evaluated_is_on_the_disk() throws IOException {
    Path out = folder.resolve("run");
    List<Integer> found = new ArrayList<>();
    Listener reader = new Listener() {
      @Override
      public void evaluated(Run run) {
        try {
          found.add(events(Files.readAllBytes(file(out))).size());
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }
    };
    training().into(out).listen(new TensorBoard(), reader).run().close();
    assertEquals(List.of(1 + 2 + 1, 1 + 4 + 2), found, "file version, steps, evaluations");
  }

  @Test
  void a_run_that_fails_leaves_a_whole_file() throws IOException {
    Path out = folder.resolve("run");
    assertThrows(NotFinite.class, () -> training().with("rate", "1e30").into(out).listen(new TensorBoard()).run());
    assertEquals(Set.of(1L), scalars(events(Files.readAllBytes(file(out)))).get("loss/total").keySet());
  }

  @Test
  void a_run_without_a_folder_is_refused() {
    var error = assertThrows(IllegalArgumentException.class, () -> training().listen(new TensorBoard()).run());
    assertTrue(error.getMessage().contains("this run has none; name one with Training.into"), error.getMessage());
  }

  @Test
  void numbers_of_any_size_and_tags_of_any_script_survive() throws IOException {
    Path path = folder.resolve("events.out.tfevents.1.test");
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("größe/层", -1.5);
    values.put("x".repeat(300), Double.NaN);
    values.put("", Double.NEGATIVE_INFINITY);
    try (EventFile file = EventFile.create(path)) {
      for (long step : new long[] {0, 127, 128, Integer.MAX_VALUE, Long.MAX_VALUE}) {
        file.scalars(step, values);
      }
    }
    List<Event> events = events(Files.readAllBytes(path));
    assertEquals(List.of(0L, 0L, 127L, 128L, (long) Integer.MAX_VALUE, Long.MAX_VALUE), events.stream().map(Event::getStep).toList());
    for (Event event : events.subList(1, 6)) {
      List<Summary.Value> found = event.getSummary().getValueList();
      assertEquals(List.of("größe/层", "x".repeat(300), ""), found.stream().map(Summary.Value::getTag).toList());
      assertEquals(List.of(-1.5f, Float.NaN, Float.NEGATIVE_INFINITY), found.stream().map(Summary.Value::getSimpleValue).toList());
    }
  }

  @Test
  void a_run_that_goes_on_takes_back_the_steps_that_are_taken_again() throws IOException {
    Listener stops = new Listener() {
      @Override
      public void stepped(Run run) {
        if (run.step() == 3) {
          run.stop("enough for now");
        }
      }
    };
    training().into(folder).listen(new TensorBoard(), stops).run().close();
    Training.resume(folder).on(SHAPES).listen(new TensorBoard()).run().close();
    List<List<Event>> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.filter(one -> one.getFileName().toString().startsWith("events.out.tfevents.")).sorted().toList()) {
        files.add(events(Files.readAllBytes(file)));
      }
    }
    assertEquals(2, files.size());
    assertTrue(files.get(0).stream().noneMatch(Event::hasSessionLog), "the first execution takes nothing back");
    Event start = files.get(1).get(1);
    assertEquals(SessionLog.SessionStatus.START, start.getSessionLog().getStatus());
    assertEquals(4, start.getStep());
    assertEquals(4, files.get(1).get(2).getStep());
  }
}
