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
 * A look at the memory of the process every hundred steps: native objects, and resident memory without Java's heap, which has its own rules.
 *
 * <p>Told is what grew at each look: objects at five in a row, bytes at ten, and so many that it is neither noise nor the filling of libtorch's
 * caches, which keep kernels for each size of picture. Once told, it is not told again before the run has taken twice as many steps.
 */
final class Gauge {
  static final int EVERY = 100;
  private static final int OBJECT_LOOKS = 5;
  private static final int BYTE_LOOKS = 10;
  private static final double SHARE = 0.05;
  private static final long LEAST = 64_000_000;

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
    if (sights.size() > BYTE_LOOKS + 1) {
      sights.remove(0);
    }
    Optional<Growth> growth = now.step < silentUntil ? Optional.empty()
        : over(OBJECT_LOOKS, Sight::objects).or(() -> over(BYTE_LOOKS, Sight::bytes).filter(much -> much.bytes() > Math.max(LEAST, SHARE * now.bytes)));
    silentUntil = growth.isPresent() ? 2 * now.step : silentUntil;
    return growth;
  }

  /** The growth over the last {@code looks}, where it was more at each than at the one before. */
  private Optional<Growth> over(int looks, ToLongFunction<Sight> what) {
    int last = sights.size() - 1;
    for (int i = last; i > last - looks; i--) {
      if (i < 1 || what.applyAsLong(sights.get(i)) <= what.applyAsLong(sights.get(i - 1))) {
        return Optional.empty();
      }
    }
    return Optional.of(growth(sights.get(last - looks), sights.get(last)));
  }

  private static Growth growth(Sight first, Sight now) {
    return new Growth(now.step, now.step - first.step, Math.max(0, now.objects - first.objects), Math.max(0, now.bytes - first.bytes),
        Site.growth(first.sites, now.sites));
  }
}
