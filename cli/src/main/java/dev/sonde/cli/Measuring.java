package dev.sonde.cli;

import static dev.sonde.cli.Measurements.COPY;
import static dev.sonde.cli.Measurements.HEADS;
import static dev.sonde.cli.Measurements.LOADER;
import static dev.sonde.cli.Measurements.PREDICT;
import static dev.sonde.cli.Measurements.PROBE;
import static dev.sonde.cli.Measurements.SGEMM;
import static dev.sonde.cli.Measurements.TRAIN;
import static dev.sonde.cli.Measurements.WRITE;

import dev.sonde.net.Cost;
import dev.sonde.net.Flops;
import dev.sonde.net.Network;
import dev.sonde.supervise.Objective;
import dev.sonde.supervise.Supervision;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Sgemm;
import dev.sonde.train.Rehearsal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measuring at work: rows by name, each for some seconds. The matrix product is measured before and after the others, not between them:
 * its threads would still wait actively while the next thing begins.
 */
final class Measuring {
  private static final int SAVES = 7;

  private final Network body;
  private final List<Supervision> heads;
  private final int batch;
  private final Precision precision;
  private final double seconds;
  private final Set<String> wanted;
  private final Map<String, Measurement> rows = new LinkedHashMap<>();

  Measuring(Network body, List<Supervision> heads, int batch, Precision precision, double seconds, Set<String> wanted) {
    this.body = body;
    this.heads = heads;
    this.batch = batch;
    this.precision = precision;
    this.seconds = seconds;
    this.wanted = wanted;
  }

  /** Measures what is wanted; {@code data} is what the loader reads, or absent for pictures made for it. */
  Measurements run(@Nullable String data) {
    List<Supervision> hung = wanted.contains(HEADS) ? heads : List.of();
    Map<String, Measurements.Memory> memory = wanted.contains(TRAIN) ? StepMemory.of(body, hung, batch, precision) : Map.of();
    List<Double> product = new ArrayList<>(product());
    steps();
    wanted.stream().filter(row -> row.startsWith(PREDICT)).map(row -> Integer.parseInt(row.substring(PREDICT.length()))).forEach(this::predict);
    product.addAll(product());
    rows.put(SGEMM, new Measurement(Timing.of(0, product), Sgemm.flops()));
    if (wanted.contains(COPY)) {
      saves();
    }
    if (wanted.contains(LOADER)) {
      rows.put(LOADER, new Measurement(LoaderTiming.of(data, body.input(), batch, seconds), 0));
    }
    String taps = heads.stream().map(Supervision::tap).collect(Collectors.joining(", "));
    return new Measurements(body.name(), body.input().toString(), taps, share(), precision.toString(), Machine.here(), rows, memory);
  }

  private List<Double> product() {
    List<Double> times = new ArrayList<>();
    try (Sgemm sgemm = Sgemm.usual()) {
      for (int i = 0; i < 10; i++) {
        double once = sgemm.multiply();
        if (i > 2) {
          times.add(once);
        }
      }
    }
    return times;
  }

  /** Plain, probing and supervised steps by turns, so that a slow moment of the machine meets all. */
  private void steps() {
    Flops flops = Flops.of(body);
    Flops supervisedFlops = networks().values().stream().map(Flops::behindTap).reduce(flops, Flops::plus);
    try (Rehearsal plain = Rehearsal.of(body, List.of(), batch, precision);
         Rehearsal supervised = Rehearsal.of(body, heads, batch, precision)) {
      Map<String, DoubleSupplier> all = new LinkedHashMap<>();
      all.put(TRAIN, plain::step);
      all.put(PROBE, plain::probe);
      if (!heads.isEmpty()) {
        all.put(HEADS, supervised::step);
      }
      all.keySet().retainAll(wanted);
      List<Timing> found = all.isEmpty() ? List.of() : Timing.byTurns(batch, List.copyOf(all.values()), seconds * all.size());
      List<String> names = List.copyOf(all.keySet());
      for (int i = 0; i < names.size(); i++) {
        Flops done = names.get(i).equals(HEADS) ? supervisedFlops : flops;
        rows.put(names.get(i), new Measurement(found.get(i), (double) batch * done.training()));
      }
    }
  }

  private void predict(int size) {
    try (Rehearsal rehearsal = Rehearsal.of(body, List.of(), size, precision)) {
      rows.put(PREDICT + size, new Measurement(Timing.of(size, rehearsal::predict, seconds), (double) size * Flops.of(body).forward()));
    }
  }

  private void saves() {
    List<Double> copying = new ArrayList<>();
    List<Double> writing = new ArrayList<>();
    Path folder = temporary();
    try (Rehearsal rehearsal = Rehearsal.of(body, heads, 1)) {
      for (int i = 0; i < SAVES; i++) {
        Rehearsal.Saving saving = rehearsal.save(folder);
        if (i > 0) { // the first copy also takes its memory
          copying.add(saving.copying());
          writing.add(saving.writing());
        }
      }
    } finally {
      remove(folder);
    }
    rows.put(COPY, new Measurement(Timing.of(0, copying), 0));
    rows.put(WRITE, new Measurement(Timing.of(0, writing), 0));
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("sonde-bench");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a folder to measure checkpoints in: " + e.getMessage(), e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + folder + ": " + e.getMessage(), e);
    }
  }

  private Map<String, Network> networks() {
    return Objective.networks(body, heads, body.outputShape().channels());
  }

  private double share() {
    return (double) networks().values().stream().mapToLong(head -> Cost.of(head).macs()).sum() / Cost.of(body).macs();
  }
}
