package dev.sonde.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root command: prints its help; the rest is subcommands. */
@Command(name = "sonde", mixinStandardHelpOptions = true, scope = ScopeType.INHERIT, versionProvider = Sonde.Version.class,
    description = "Trains deep convolutional networks with deep supervision: heads hang at named layers while a network learns, and are"
        + " taken away after.",
    synopsisHeading = "%nUsage: ", descriptionHeading = "%n", optionListHeading = "%nOptions:%n", parameterListHeading = "%n",
    commandListHeading = "%n", footerHeading = "%nExamples:%n",
    subcommands = {Train.class, Resume.class, Demo.class, Probe.class, Ablate.class, Eval.class, Predict.class, Strip.class, Import.class,
        Export.class, Show.class, Compare.class, Inspect.class, Bench.class, Data.class, Doctor.class},
    footer = {
        "  sonde demo                                what deep supervision does, in three minutes",
        "  sonde train cnds-8 shapes --supervise published",
        "  sonde inspect cnds-13",
        "",
        "sonde COMMAND --help says more of each. In a source checkout, sonde test runs the tests."})
final class Sonde implements Runnable {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Print the stack trace of a failure too.")
  private boolean debug;

  @Option(names = "--threads", scope = ScopeType.INHERIT, paramLabel = "N",
      description = "Threads that compute (default: as many as processors are granted). Other numbers may round differently.")
  private @Nullable Integer threads;

  Sonde(Terminal terminal) {
    this.terminal = terminal;
  }

  Terminal terminal() {
    return terminal;
  }

  boolean debug() {
    return debug;
  }

  /** Threads that were asked for; null for the default. */
  @Nullable Integer threads() {
    return threads;
  }

  @Override
  public void run() {
    spec.commandLine().usage(terminal.out());
  }

  /** The version that Maven wrote beside the classes. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties written = new Properties();
      try (InputStream in = Sonde.class.getResourceAsStream("/META-INF/maven/dev.sonde/sonde-cli/pom.properties")) {
        if (in != null) {
          written.load(in);
        }
      }
      return new String[] {"sonde " + written.getProperty("version", "(not packaged)")};
    }
  }
}
