package dev.sonde.train;

import dev.sonde.torch.Resident;
import dev.sonde.torch.Site;
import dev.sonde.torch.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.bytedeco.javacpp.Pointer;

/**
 * A look at the memory of the process every hundred steps: native objects, and resident memory without Java's heap, which grows by its own rules.
 *
 * <p>Told is what grew at each of five looks in a row: any number of objects, or so many bytes that it is neither noise nor the first meeting with
 * larger pictures. Once told, it is not told again before the run has taken twice as many steps.
 */
final class Gauge {
  static final int EVERY = 100;
  private static final int LOOKS = 5;
  private static final double SHARE = 0.03;
  private static final long LEAST = 32_000_000;

  private final List<Sight> sights = new ArrayList<>();
  private long silentUntil;

  /** What one look showed. */
  record Sight(long step, long objects, long bytes, List<Site> sites) {}

  /** Looks, where it is time; after each step. */
  Optional<Growth> after(long step) {
    return step % EVERY != 0 ? Optional.empty() : next(new Sight(step, Pointer.totalCount(), Resident.now().orElse(0) - Resident.heap(),
        Trace.current().map(Trace::alive).orElse(List.of())));
  }

  Optional<Growth> next(Sight now) {
    sights.add(now);
    if (sights.size() <= LOOKS) {
      return Optional.empty();
    }
    Sight first = sights.get(0);
    boolean told = now.step >= silentUntil && (rise(Sight::objects) || rise(Sight::bytes) && now.bytes - first.bytes > Math.max(LEAST, SHARE * now.bytes));
    sights.remove(0);
    silentUntil = told ? 2 * now.step : silentUntil;
    return told ? Optional.of(growth(first, now)) : Optional.empty();
  }

  /** Whether it was more at each look than at the one before. */
  private boolean rise(ToLongFunction<Sight> what) {
    for (int i = 1; i < sights.size(); i++) {
      if (what.applyAsLong(sights.get(i)) <= what.applyAsLong(sights.get(i - 1))) {
        return false;
      }
    }
    return true;
  }

  private static Growth growth(Sight first, Sight now) {
    return new Growth(now.step, now.step - first.step, Math.max(0, now.objects - first.objects), Math.max(0, now.bytes - first.bytes),
        Site.growth(first.sites, now.sites));
  }
}
