package dev.sonde.cli;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/** Gives the tests of a class the one {@link Browser} that all classes share; where none can be started, the class is skipped with the reason. */
final class Browsing implements BeforeAllCallback {
  private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(Browsing.class);

  private @Nullable Browser browser;

  @Override
  public void beforeAll(ExtensionContext tests) {
    browser = tests.getStore(StoreScope.LAUNCHER_SESSION, STORE).getOrComputeIfAbsent("browser", key -> Browser.start(), Browser.class);
  }

  Browser browser() {
    return java.util.Objects.requireNonNull(browser, "the browser starts before the tests");
  }
}
