package dev.sonde.cli;

import dev.sonde.report.Live;
import dev.sonde.report.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde report}: the page of a run, written anew or served. */
@Command(name = "report", description = "Writes the page of a run, report.html in its folder; one file that needs nothing else.",
    footer = {
        "  sonde report out/run-0001                 writes out/run-0001/report.html",
        "  sonde report out/run-0001 --serve         the same page, following a run that goes on; Ctrl-C ends it",
        "  sonde report out/run-0001 --serve=8080"})
final class Show implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "A run folder; the run may still go on.")
  private Path run = Path.of("");

  @Option(names = "--serve", paramLabel = "PORT", arity = "0..1", fallbackValue = "0", preprocessor = Serving.Port.class,
      description = "Serve the page on this machine instead of writing it (default port: any that is free).")
  private @Nullable Integer serve;

  @Override
  public Integer call() throws InterruptedException {
    Terminal terminal = Terminal.of(spec);
    if (serve == null) {
      terminal.say("wrote %s", Report.write(run));
      return 0;
    }
    if (!Files.isDirectory(run)) {
      throw new IllegalArgumentException("no run folder " + run);
    }
    try (Live live = Serving.open(run, serve, terminal)) {
      new CountDownLatch(1).await(); // until Ctrl-C ends the process
    }
    return 0;
  }
}
