package dev.sonde.data;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The real data for tests, in the folder that the property {@code sonde.shared} names; a test without it is skipped and says so. */
final class Shared {
  private Shared() {}

  static Path data(String name) {
    String root = System.getProperty("sonde.shared", "");
    Path folder = Path.of(root, "data", name);
    assumeTrue(!root.isEmpty() && Files.isDirectory(folder), "no real data: -Dsonde.shared does not name a folder with data/" + name);
    return folder;
  }
}
