package dev.sonde.cli;

import dev.sonde.data.Catalogue;
import dev.sonde.data.Dataset;
import dev.sonde.data.Datasets;
import dev.sonde.data.Downloads;
import dev.sonde.data.PublicSet;
import dev.sonde.data.Sample;
import dev.sonde.data.Split;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde data}: the sets that can be trained on. Loads no libtorch. */
@Command(name = "data", description = "Lists, downloads and describes data sets.", subcommands = {Data.Fetch.class, Data.Show.class},
    footer = {
        "  sonde data                                the public sets, and which are here",
        "  sonde data fetch mnist",
        "  sonde data show shapes:size=64",
        "  sonde data show my-photographs/"})
final class Data implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    list();
  }

  @Command(name = "list", description = "Lists the public sets, and which are here.",
      footer = "  sonde data list")
  void list() {
    Terminal terminal = Terminal.of(spec);
    Downloads here = Downloads.in(Downloads.home());
    Sheet sheet = new Sheet("set", "here", "size", "what", "terms");
    sheet.row("shapes", "built in", "–", "generated photographs of ten shapes, 32x32 or any size", "as Sonde itself");
    Catalogue.all().forEach(set -> sheet.row(set.name(), here.has(set) ? "yes" : "no", Amounts.bytes(set.bytes()), set.about(),
        set.terms()));
    terminal.say("%s", sheet);
    terminal.say("");
    terminal.say("Downloaded sets live in %s (SONDE_DATA chooses another folder); sonde data fetch SET brings one.", Downloads.home());
  }

  /** {@code sonde data fetch}: downloads with checksums, resuming where it stopped. */
  @Command(name = "fetch", description = "Downloads public sets from their owners' addresses and checks them.",
      footer = {"  sonde data fetch mnist", "  sonde data fetch cifar-10 cifar-100 --into data"})
  static final class Fetch implements Runnable {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "SET", arity = "1..*", description = "Names that sonde data lists.")
    private List<String> names = List.of();

    @Option(names = "--into", paramLabel = "FOLDER", description = "Where sets live (default: SONDE_DATA, else ~/.cache/sonde).")
    private Path home = Downloads.home();

    @Override
    public void run() {
      Terminal terminal = Terminal.of(spec);
      List<PublicSet> sets = names.stream().map(Catalogue::named).toList();
      for (PublicSet set : sets) {
        Arrival arrival = new Arrival(terminal);
        Path folder = Downloads.in(home).watched(arrival::came).fetch(set);
        arrival.done();
        terminal.say("%s is in %s (%s)", set.name(), folder, set.terms());
      }
    }
  }

  /** {@code sonde data show}: what a set holds. */
  @Command(name = "show", description = "Shows what a set holds: samples, sizes, classes.",
      footer = {"  sonde data show mnist", "  sonde data show data/cifar10", "  sonde data show shapes:train=1000"})
  static final class Show implements Runnable {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "DATA", description = "shapes, a folder, a set that was downloaded, or the description of a set of images and masks.")
    private String data = "";

    @Override
    public void run() {
      Terminal terminal = Terminal.of(spec);
      Split split = Datasets.open(data);
      Sheet halves = new Sheet("half", "name", "samples", "classes", "first sample");
      row(halves, "train", split.train());
      row(halves, "test", split.test());
      terminal.say("%s", halves);
      terminal.say("classes: %s", String.join(", ", split.train().classes()));
    }

    private static void row(Sheet sheet, String half, Dataset set) {
      String first = set.size() == 0 ? "–" : first(set);
      sheet.row(half, set.name(), Amounts.count(set.size()), set.classes().size(), first);
    }

    private static String first(Dataset set) {
      Sample sample = set.get(0);
      return sample.image() + ", " + (set.dense() ? sample.mask() : set.classes().get(sample.label()));
    }
  }
}
