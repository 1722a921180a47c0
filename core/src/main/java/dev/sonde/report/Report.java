package dev.sonde.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.store.AtomicFile;
import dev.sonde.train.Listener;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A run for people: {@code report.html} in its folder, one file that shows everything the folder knows and loads nothing.
 *
 * <p>The page follows from the folder's files alone, so it can be written again at any time. It holds no clock: speeds are in {@code speed.csv}, on the
 * live page, and where runs are compared.
 */
public final class Report {
  /** What the page is called in its run folder. */
  public static final String FILE = "report.html";

  private Report() {}

  /**
   * Writes the page of the run in {@code folder}; returns it.
   *
   * @throws IllegalArgumentException      where there is no run
   * @throws dev.sonde.data.BadData        where its journal is damaged; a last line that was torn is no damage
   * @throws java.io.UncheckedIOException  where it cannot be read or written; an old page is unchanged
   */
  public static Path write(Path folder) {
    return write(Facts.of(folder), folder);
  }

  static Path write(Facts facts, Path folder) {
    ObjectNode tree = facts.tree();
    tree.remove("speed"); // differs from run to run: the page of a run that was interrupted is that of one that was not
    return write(tree, folder.resolve(FILE));
  }

  /**
   * Writes one page that lays runs over each other; returns it.
   *
   * @throws IllegalArgumentException for fewer than two folders, or one without a run
   */
  public static Path compare(List<Path> folders, Path out) {
    return Overlay.of(folders).write(out);
  }

  static Path write(ObjectNode data, Path out) {
    AtomicFile.text(out, Page.of(data));
    return out;
  }

  /**
   * Keeps the page of a run up to date: written when the run begins, after every evaluation, when it ends or fails, and when its heads have
   * been timed. A page that cannot be written is said through {@link System.Logger} as a warning.
   */
  public static Listener html() {
    System.Logger log = System.getLogger(Report.class.getName());
    return html(sentence -> log.log(System.Logger.Level.WARNING, sentence));
  }

  /**
   * The same, with the failure of a page told to {@code complaint}. The page follows from files that are safe already, so unlike the
   * journal's its failure does not end the run: it is told once, tried again at the next occasion, and told again at the end where it still
   * fails.
   */
  public static Listener html(Consumer<String> complaint) {
    return new Keeping(complaint);
  }
}
