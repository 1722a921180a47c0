package dev.sonde.report;

import dev.sonde.supervise.Part;
import dev.sonde.train.Evaluation;
import dev.sonde.train.Listener;
import dev.sonde.train.NotFinite;
import dev.sonde.train.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a run as TensorBoard reads it: {@code events.out.tfevents.SECONDS.HOST} in the run folder, for {@code tensorboard --logdir}.
 *
 * <p>Scalars, by tag, where a part is {@code main} or the tap of a head:
 * <pre>
 * each step         loss/total  loss/PART  weighted/PART  weight/PART  accuracy/train/PART  rate
 * each evaluation   loss/test  accuracy/test/PART  mean_iou/test/PART (of pixels)  speed/images_per_second  speed/wait_share      at the step it came after
 * </pre>
 * A run that goes on writes a second file, which begins by taking back the steps that are taken again; so does a rollback.
 *
 * <p>On the disk after every evaluation and at the end. The name and the events hold the time of writing, so unlike the journal the file
 * differs from run to run.
 */
public final class TensorBoard implements Listener {
  private @Nullable Path file;
  private @Nullable EventFile events;

  @Override
  public void began(Run run) {
    Path folder = run.folder().orElseThrow(() -> new IllegalArgumentException(
        "TensorBoard's events go into the run folder, and this run has none; name one with Training.into"));
    String name = "events.out.tfevents." + System.currentTimeMillis() / 1000 + "." + host();
    boolean again = hasEvents(folder);
    Path path = folder.resolve(again ? name + "." + System.nanoTime() : name); // two executions may begin within one second
    file = path;
    attempt(() -> {
      events = EventFile.create(path);
      if (again) {
        events.restart(run.step() + 1);
      }
    });
  }

  private static boolean hasEvents(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("events.out.tfevents."));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void rolledBack(Run run, long failed, NotFinite why) {
    attempt(() -> open().restart(run.step() + 1));
  }

  @Override
  public void stepped(Run run) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss/total", run.breakdown().total());
    for (Part part : run.breakdown().parts()) {
      values.put("loss/" + part.name(), part.loss());
      values.put("weighted/" + part.name(), part.weighted());
      values.put("weight/" + part.name(), part.weight());
      values.put("accuracy/train/" + part.name(), part.accuracy());
    }
    values.put("rate", run.rate());
    write(run.step(), values);
  }

  @Override
  public void evaluated(Run run) {
    Evaluation last = run.evaluations().get(run.evaluations().size() - 1);
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss/test", last.loss());
    values.put("accuracy/test/" + Part.MAIN, last.accuracy());
    last.headAccuracies().forEach((tap, share) -> values.put("accuracy/test/" + tap, share));
    if (last.dense()) {
      values.put("mean_iou/test/" + Part.MAIN, last.score());
      last.headScores().forEach((tap, iou) -> values.put("mean_iou/test/" + tap, iou));
    }
    values.put("speed/images_per_second", run.imagesPerSecond());
    values.put("speed/wait_share", run.waitShare());
    write(run.step(), values);
    attempt(() -> open().flush());
  }

  @Override
  public void ended(Run run) {
    close();
  }

  @Override
  public void failed(Run run, RuntimeException cause) {
    close();
  }

  private void write(long step, Map<String, Double> values) {
    attempt(() -> open().scalars(step, values));
  }

  private EventFile open() {
    if (events == null) {
      throw new IllegalStateException("the event file is not open: this listener's run has not begun, or is over");
    }
    return events;
  }

  private void close() {
    EventFile closing = events;
    events = null;
    if (closing != null) {
      attempt(closing::close);
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private interface Writing {
    void run() throws IOException;
  }

  private void attempt(Writing writing) {
    try {
      writing.run();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
