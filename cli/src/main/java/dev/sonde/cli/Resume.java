package dev.sonde.cli;

import dev.sonde.report.Report;
import dev.sonde.train.Limits;
import dev.sonde.train.Training;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde resume}: an interrupted run goes on to its end. */
@Command(name = "resume", description = "Goes on with a run that was interrupted, to the same end as if it had not been.",
    footer = {
        "  sonde resume out/run-0001",
        "  sonde resume out/run-0001 --workers 4 --max-time 8h",
        "",
        "Starts from the newest checkpoint that is whole; a damaged one is named and passed over. Weights, journal, tables and",
        "report become those of an uninterrupted run, byte for byte, on the same machine and version."})
final class Resume implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "Folder of the run.")
  private Path folder = Path.of("");

  @Option(names = "--workers", paramLabel = "N", description = "Loader threads, instead of the recipe's; changes nothing in what comes out.")
  private @Nullable Integer workers;

  @Option(names = "--serve", paramLabel = "PORT", arity = "0..1", fallbackValue = "0", preprocessor = Serving.Port.class,
      description = "Serve the report on this machine while training (default port: any that is free).")
  private @Nullable Integer serve;

  @Mixin private LimitOptions limits = new LimitOptions();

  @Override
  public Integer call() {
    if (workers != null && workers < 1) {
      throw new IllegalArgumentException("--workers " + workers + " must be at least 1");
    }
    if (Training.finished(folder)) { // killed after its last step, it may lack its page
      Terminal.of(spec).say("the run in %s has finished: there is nothing left to do; its report is %s", folder, Report.write(folder));
      return 0;
    }
    Limits given = workers == null ? limits.limits() : limits.limits().workers(workers);
    return Execution.of(Training.resume(folder).within(given), folder, serve, Terminal.of(spec));
  }
}
