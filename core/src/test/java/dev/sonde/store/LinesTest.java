package dev.sonde.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesTest {
  @TempDir Path folder;

  private static List<String> read(Lines file) {
    List<String> lines = new ArrayList<>();
    file.read(line -> lines.add(new String(line, StandardCharsets.UTF_8)));
    return lines;
  }

  @Test
  void each_reading_brings_what_is_new_and_a_torn_line_waits_until_it_is_whole() throws IOException {
    Path file = folder.resolve("growing");
    Lines lines = new Lines(file);
    assertEquals(List.of(), read(lines));
    Files.writeString(file, "one\nzwölf\nthr");
    assertEquals(List.of("one", "zwölf"), read(lines));
    assertEquals(List.of(), read(lines));
    Files.writeString(file, "ee\n\nfour", StandardOpenOption.APPEND);
    assertEquals(List.of("three", ""), read(lines));
  }
}
