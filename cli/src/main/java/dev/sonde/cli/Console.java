package dev.sonde.cli;

import dev.sonde.data.BadSample;
import dev.sonde.net.Cost;
import dev.sonde.probe.Survey;
import dev.sonde.report.Report;
import dev.sonde.supervise.Supervision;
import dev.sonde.torch.Resident;
import dev.sonde.train.Evaluation;
import dev.sonde.train.Growth;
import dev.sonde.train.Listener;
import dev.sonde.train.NotFinite;
import dev.sonde.train.Resumption;
import dev.sonde.train.Run;
import dev.sonde.train.Spike;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/**
 * Shows a run on the terminal: a line drawn over itself while steps go by, and two lines for every epoch that stay.
 *
 * <p>Where the output is no terminal, the moving line becomes a plain one, at most every ten seconds.
 */
final class Console implements Listener {
  private static final long LIVE_NANOS = 100_000_000L;
  private static final long PLAIN_NANOS = 10_000_000_000L;

  private final Terminal terminal;
  private Means means = new Means();
  private Pulls pulls = new Pulls();
  private long began;
  private long drawn;
  private long first;
  private long epoch;
  /** Nanoseconds of the epoch under way or just ended, until its last step. */
  private long trained;
  private boolean headed;

  Console(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void began(Run run) {
    began = System.nanoTime();
    drawn = began;
    first = run.step();
    Cost cost = Cost.of(run.body());
    terminal.say("%s on %s: %s parameters, %s MACs per image, %d classes, %d steps in %d epochs", run.body().name(), run.recipe().data(),
        Amounts.count(cost.parameters()), Amounts.big(cost.macs()), run.classes().size(), run.steps(), run.recipe().epochs());
    for (Supervision s : run.recipe().supervise()) {
      terminal.say("  head %-12s %s, %s, weight %s", s.tap(), s.head(), s.loss(), s.weight());
    }
    terminal.say("  memory %s by forecast: %s", Amounts.bytes(run.forecast().bytes()), run.forecast().text());
    if (run.recipe().precision().here() != run.recipe().precision()) {
      terminal.warn(run.recipe().precision().lacking());
    }
    run.fit().ifPresent(fit -> fit.lines().forEach(line -> terminal.say("  %s", line)));
    run.folder().ifPresent(folder -> terminal.say("  recipe %s", folder.resolve("recipe.yaml")));
  }

  @Override
  public void resumed(Run run, Resumption how) {
    how.damaged().forEach(terminal::warn);
    how.changed().forEach(terminal::warn);
    terminal.say("  goes on at step %d of %d, from %s", run.step(), run.steps(), how.checkpoint());
  }

  @Override
  public void rolledBack(Run run, long failed, NotFinite why) {
    clear();
    terminal.warn(why.getMessage());
    terminal.say("  back to step %d, and on at %s of the rate", run.step(), Amounts.percent(run.rateFactor()));
  }

  /** Seconds, as if the whole run had gone at the pace of this session. */
  private double seconds(Run run, long now) {
    return (now - began) / 1e9 * run.step() / Math.max(1, run.step() - first);
  }

  @Override
  public void surveyed(Survey survey) {
    survey.because().forEach(sentence -> terminal.say("  %s", sentence));
    survey.costs().forEach(cost -> terminal.say("  forecast for the head at %s: %s parameters, %s", cost.tap(), Amounts.count(cost.parameters()), cost.words()));
  }

  @Override
  public void epochBegan(Run run) {
    means = new Means();
    pulls = new Pulls();
    epoch = System.nanoTime();
  }

  @Override
  public void skipped(Run run, BadSample sample) {
    clear();
    terminal.say("  left out: %s (%d of at most %d)", sample.why(), sample.count(), run.recipe().care().badSamples().most());
  }

  @Override
  public void stepped(Run run) {
    means.add(run.breakdown());
    run.diagnosis().ifPresent(pulls::add);
    long now = System.nanoTime();
    trained = now - epoch;
    if (now - drawn >= (terminal.live() ? LIVE_NANOS : PLAIN_NANOS)) {
      drawn = now;
      String line = StepLine.of(run, terminal.live() ? terminal.columns() - 1 : 0, seconds(run, now));
      terminal.out().print(terminal.live() ? "\r" + line + "\u001b[K" : line + System.lineSeparator());
      terminal.out().flush();
    }
  }

  @Override
  public void spiked(Run run, Spike spike) {
    clear();
    terminal.say("  step %d: the loss leapt to %s, usual is %s", spike.step(), Amounts.loss(spike.total()), Amounts.loss(spike.usual()));
  }

  @Override
  public void grew(Run run, Growth growth) {
    clear();
    terminal.warn("step " + growth.step() + ": " + growth.sentence());
  }

  @Override
  public void evaluated(Run run) {
    clear();
    Evaluation now = run.evaluations().get(run.evaluations().size() - 1);
    if (!headed) {
      headed = true;
      terminal.say("%5s  %10s  %10s  %s  %9s  %7s  %5s  %8s", "epoch", "train loss", "test loss",
          now.dense() ? "mean IoU    pixels" : "accuracy", "rate", "img/s", "wait", "time");
    }
    String pixels = now.dense() ? String.format("  %8s", Amounts.percent(now.accuracy())) : "";
    terminal.say("%5d  %10s  %10s  %8s%s  %9.3g  %7.0f  %3.0f %%  %8s", run.epoch() + 1, Amounts.loss(means.breakdown().total()),
        Amounts.loss(now.loss()), Amounts.percent(now.score()), pixels, run.rate(), run.imagesPerSecond(), 100 * run.waitShare(),
        Amounts.time((System.nanoTime() - began) / 1e9));
    if (!run.recipe().supervise().isEmpty()) {
      terminal.say("       loss %s", StepLine.parts(means.breakdown()));
      heads(now);
    }
    pulls.lines().forEach(line -> terminal.say("       %s", line));
  }

  private void heads(Evaluation now) {
    if (!now.heads().isEmpty()) {
      StringBuilder text = new StringBuilder("       heads on the test set" + (now.dense() ? ", mean IoU:" : ":"));
      new TreeMap<>(now.headScores()).forEach((tap, share) -> text.append(' ').append(tap).append(' ').append(Amounts.percent(share)));
      terminal.say("%s", text);
    }
  }

  @Override
  public void ended(Run run) {
    clear();
    String why = run.stopped().map(reason -> " (stopped: " + reason + ")").orElse("");
    String score = run.evaluations().stream().anyMatch(Evaluation::dense) ? "best mean IoU " : "best accuracy ";
    String best = run.evaluations().isEmpty() ? "not evaluated" : score + Amounts.percent(run.best());
    terminal.say("%d steps in %s, %s%s", run.step(), Amounts.time((System.nanoTime() - began) / 1e9), best, why);
    DataLimit.sentence(run.waitShare(), trained / 1e9, run.recipe().workers()).ifPresent(sentence -> terminal.say("  %s", sentence));
    Resident.peak().ifPresent(bytes ->
        terminal.say("  memory %s at most, %s by forecast", Amounts.bytes(bytes), Amounts.bytes(run.forecast().bytes())));
    run.folder().ifPresent(folder -> terminal.say("  run folder %s, shown in %s", folder, folder.resolve(Report.FILE)));
  }

  @Override
  public void failed(Run run, RuntimeException cause) {
    clear();
  }

  private void clear() {
    if (terminal.live()) {
      terminal.out().print("\r\u001b[K");
      terminal.out().flush();
    }
  }
}
