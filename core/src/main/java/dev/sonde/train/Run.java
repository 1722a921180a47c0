package dev.sonde.train;

import dev.sonde.data.Dataset;
import dev.sonde.data.Fingerprints;
import dev.sonde.net.Network;
import dev.sonde.probe.Diagnosis;
import dev.sonde.schedule.Progress;
import dev.sonde.store.Fit;
import dev.sonde.supervise.Breakdown;
import dev.sonde.torch.Model;
import dev.sonde.torch.Stopwatch;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An execution of a recipe as listeners see it: everything can be read; the verbs are {@link #stop} and {@link #time}. */
public interface Run extends AutoCloseable {
  Recipe recipe();

  Network body();

  /** The body's parameters; alive until {@link #close()}. */
  Model model();

  /** Which first weights came from the recipe's files, and which did not and why; absent where it names none. */
  Optional<Fit> fit();

  /** Class names in the order of the outputs. */
  List<String> classes();

  /** The test set as it was opened: the pictures before preparation and transforms; its indices are those of the evaluations. */
  Dataset test();

  /** Of the data as it was opened. */
  Fingerprints fingerprints();

  /** Where files go; absent for a run in memory. */
  Optional<Path> folder();

  /** What the run was to take of the machine's memory, forecast before it began. */
  Forecast forecast();

  /** Number of the current phase, from 0. */
  int phase();

  /** Place within the current phase. */
  Progress progress();

  /** Steps taken in the whole run. */
  long step();

  /** Steps that the whole run will take. */
  long steps();

  /** Number of the current epoch in the whole run, from 0. */
  int epoch();

  /** Learning rate of the last step. */
  double rate();

  /** What rollbacks have made of the learning rate: 1 where there were none. */
  double rateFactor();

  /** The joint loss of the last step, part by part. */
  Breakdown breakdown();

  /** Which part of the loss sent which gradient in the last step; absent where that step was not diagnosed. */
  Optional<Diagnosis> diagnosis();

  /** Training samples a second, waiting for data included, over this epoch. */
  double imagesPerSecond();

  /** Share of this epoch's time that training waited for data, in [0, 1]. */
  double waitShare();

  /** Evaluations since the run began or was taken up again, one after each epoch, or after as many as the recipe says. */
  List<Evaluation> evaluations();

  /** Ends the run after the current step, with a checkpoint. */
  void stop(String why);

  /** From now on every part of a step is told to {@code stopwatch}; changes nothing in what comes out. */
  void time(Stopwatch stopwatch);

  /** Why the run was stopped early, where it was. */
  Optional<String> stopped();

  /** Frees the native memory. */
  @Override
  void close();

  /** Highest score ({@link Evaluation#score}) of the main classifier over all evaluations of the whole run; 0 before the first. */
  double best();
}
