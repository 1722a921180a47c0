package dev.sonde.train;

import dev.sonde.store.Room;
import dev.sonde.supervise.Part;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The run as spreadsheets: {@code steps.csv} (step, epoch, rate, part, loss, weight, weighted, accuracy: one row for the main part and each head),
 * {@code epochs.csv} (epoch, part, accuracy, the loss of the main part, and mean_iou where the data has masks) and {@code speed.csv} (epoch, images a second, wait share, evaluation seconds).
 */
final class Tables implements Listener {
  static final String STEPS = "steps.csv";
  static final String EPOCHS = "epochs.csv";
  static final String SPEED = "speed.csv";

  private final Path folder;
  private final boolean goesOn;
  private final Map<String, BufferedWriter> files = new LinkedHashMap<>();

  /** @param goesOn whether rows are added to those that are there */
  Tables(Path folder, boolean goesOn) {
    this.folder = folder;
    this.goesOn = goesOn;
  }

  @Override
  public void began(Run run) {
    open(STEPS, "step,epoch,rate,part,loss,weight,weighted,accuracy");
    open(EPOCHS, "epoch,part,accuracy,loss,mean_iou");
    open(SPEED, "epoch,images_per_second,wait_share,evaluation_seconds");
  }

  @Override
  public void stepped(Run run) {
    for (Part part : run.breakdown().parts()) {
      row(STEPS, run.step(), run.epoch(), run.rate(), part.name(), part.loss(), part.weight(), part.weighted(), part.accuracy());
    }
  }

  @Override
  public void evaluated(Run run) {
    Evaluation last = run.evaluations().get(run.evaluations().size() - 1);
    row(EPOCHS, run.epoch(), Part.MAIN, last.accuracy(), last.loss(), last.dense() ? last.score() : "");
    last.headAccuracies().forEach((tap, share) -> row(EPOCHS, run.epoch(), tap, share, "", last.dense() ? last.headScores().get(tap) : ""));
    row(SPEED, run.epoch(), String.format(Locale.ROOT, "%.1f", run.imagesPerSecond()), String.format(Locale.ROOT, "%.4f", run.waitShare()),
        String.format(Locale.ROOT, "%.2f", last.seconds()));
    flush();
  }

  /** Hands what was written to the system. */
  void flush() {
    files.values().forEach(file -> attempt(file::flush));
  }

  @Override
  public void ended(Run run) {
    close();
  }

  @Override
  public void failed(Run run, RuntimeException cause) {
    close();
  }

  private void close() {
    files.values().forEach(file -> attempt(file::close));
    files.clear();
  }

  private void open(String name, String header) {
    attempt(() -> {
      boolean added = goesOn && Files.exists(folder.resolve(name)) && Files.size(folder.resolve(name)) > 0;
      BufferedWriter file = Files.newBufferedWriter(folder.resolve(name), StandardOpenOption.CREATE, added ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);
      files.put(name, file);
      if (!added) {
        file.append(header).append('\n');
      }
    });
  }

  private void row(String name, Object... cells) {
    StringBuilder line = new StringBuilder();
    for (Object cell : cells) {
      line.append(line.isEmpty() ? "" : ",").append(cell);
    }
    attempt(() -> files.get(name).append(line).append('\n'));
  }

  private interface Writing {
    void run() throws IOException;
  }

  private void attempt(Writing writing) {
    try {
      writing.run();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the run's tables to " + folder + ": " + Room.reason(e, folder), e);
    }
  }
}
