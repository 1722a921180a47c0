package dev.sonde.train;

import dev.sonde.supervise.Part;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The run as spreadsheets: {@code steps.csv} (step, epoch, rate, part, loss, weight, weighted, accuracy: one row for the main part and each head),
 * {@code epochs.csv} (epoch, part, accuracy, the loss of the main part, and mean_iou where the data has masks) and {@code speed.csv} (epoch, images a second, wait share, evaluation seconds).
 */
final class Tables implements Listener {
  private final Path folder;
  private final Map<String, BufferedWriter> files = new LinkedHashMap<>();

  Tables(Path folder) {
    this.folder = folder;
  }

  @Override
  public void began(Run run) {
    open("steps.csv", "step,epoch,rate,part,loss,weight,weighted,accuracy");
    open("epochs.csv", "epoch,part,accuracy,loss,mean_iou");
    open("speed.csv", "epoch,images_per_second,wait_share,evaluation_seconds");
  }

  @Override
  public void stepped(Run run) {
    for (Part part : run.breakdown().parts()) {
      row("steps.csv", run.step(), run.epoch(), run.rate(), part.name(), part.loss(), part.weight(), part.weighted(), part.accuracy());
    }
  }

  @Override
  public void evaluated(Run run) {
    Evaluation last = run.evaluations().get(run.evaluations().size() - 1);
    row("epochs.csv", run.epoch(), Part.MAIN, last.accuracy(), last.loss(), last.dense() ? last.score() : "");
    last.headAccuracies().forEach((tap, share) -> row("epochs.csv", run.epoch(), tap, share, "", last.dense() ? last.headScores().get(tap) : ""));
    row("speed.csv", run.epoch(), String.format(Locale.ROOT, "%.1f", run.imagesPerSecond()), String.format(Locale.ROOT, "%.4f", run.waitShare()),
        String.format(Locale.ROOT, "%.2f", last.seconds()));
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
      BufferedWriter file = Files.newBufferedWriter(folder.resolve(name));
      files.put(name, file);
      file.append(header).append('\n');
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
      throw new UncheckedIOException("cannot write the run's tables to " + folder + ": " + e.getMessage(), e);
    }
  }
}
