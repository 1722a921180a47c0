package dev.sonde.report;

import dev.sonde.train.Listener;
import dev.sonde.train.Run;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The listener behind {@link Report#html()}. */
final class Keeping implements Listener {
  private final Consumer<String> complaint;
  private @Nullable Path folder;
  private @Nullable Facts facts;
  private boolean told;

  Keeping(Consumer<String> complaint) {
    this.complaint = complaint;
  }

  /** @throws IllegalArgumentException for a run without a folder */
  @Override
  public void began(Run run) {
    folder = run.folder().orElseThrow(
        () -> new IllegalArgumentException("a report needs the run's files; give the run a folder with into(FOLDER)"));
    facts = Facts.following(folder);
    told = false;
    write();
  }

  @Override
  public void evaluated(Run run) {
    write();
  }

  @Override
  public void ended(Run run) {
    told = false;
    write();
  }

  /** A run may fail before it has begun. */
  @Override
  public void failed(Run run, RuntimeException cause) {
    told = false;
    write();
  }

  private void write() {
    if (folder == null || facts == null) {
      return;
    }
    try {
      Report.write(facts, folder);
    } catch (RuntimeException e) {
      if (!told) {
        complaint.accept("the report is not up to date (" + e.getMessage() + "); the run itself is safe, and sonde report " + folder
            + " writes it again");
      }
      told = true;
    }
  }
}
