package dev.sonde;

import dev.sonde.torch.Native;
import dev.sonde.torch.Scope;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves native objects behind: {@code @ExtendWith(LeakCheck.class)} on its class.
 *
 * <p>Counts the pointers JavaCPP owns before the test's {@code @BeforeEach} methods and after its {@code @AfterEach} methods. No garbage
 * collection is asked for: what is freed only because the collector came by is a leak here. Collection in between can hide a leak, never
 * invent one. Objects that live as long as the process belong into {@code @BeforeAll}, which is not counted.
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
  private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(LeakCheck.class);

  @Override
  public void beforeEach(ExtensionContext test) {
    Native.load();
    test.getStore(STORE).put("before", mark());
  }

  @Override
  public void afterEach(ExtensionContext test) {
    if (test.getExecutionException().isEmpty()) {
      verify(test.getStore(STORE).get("before", Long.class));
    }
  }

  /** The number of native objects owned now. */
  static long mark() {
    return Pointer.totalCount();
  }

  /** Throws {@link AssertionError} where more native objects are owned than at the mark, or a scope is open. */
  static void verify(long mark) {
    long leaked = mark() - mark;
    if (leaked > 0) {
      throw new AssertionError("the test left " + leaked + " native objects behind (" + mark + " before, " + (mark + leaked) + " after)");
    }
    if (Scope.isOpen()) {
      throw new AssertionError("the test left a Scope open");
    }
  }
}
