package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementsTest {
  private static final Machine MACHINE = new Machine(2, 2, "glibc (default)", "17");

  @TempDir Path folder;

  private static Timing around(double median) {
    return new Timing(10, median, 0.9 * median, 0.98 * median, 1.02 * median, 9);
  }

  private static Measurements of(double train, double sgemm) {
    Map<String, Measurement> rows = new LinkedHashMap<>();
    rows.put(Measurements.TRAIN, new Measurement(around(train), 50e9));
    rows.put(Measurements.LOADER, new Measurement(around(0.01), 0));
    rows.put(Measurements.SGEMM, new Measurement(new Timing(0, sgemm, sgemm, sgemm, sgemm, 5), 10e9));
    Map<String, Measurements.Memory> memory = Map.of(Measurements.TRAIN, new Measurements.Memory(100, OptionalLong.of(130)));
    return new Measurements("net", "3x8x8", "", 0, "float32", MACHINE, rows, memory);
  }

  @Test
  void the_file_holds_everything() throws Exception {
    Path file = folder.resolve("a.json");
    Files.writeString(file, MeasurementsFile.text(of(1, 0.1)));
    assertEquals(of(1, 0.1), MeasurementsFile.read(file));
  }

  @Test
  void a_row_is_stated_by_the_matrix_product_of_its_run() {
    assertEquals(0.5, of(1, 0.1).ofSgemm(Measurements.TRAIN).orElseThrow(), 1e-12);
    assertTrue(of(1, 0.1).ofSgemm(Measurements.LOADER).isEmpty());
    String text = MeasurementsText.of(of(1, 0.1));
    assertTrue(text.contains("net at 3x8x8 in float32: 2 of 2 processors, memory by glibc (default)"), text);
    assertTrue(text.matches("(?s).*train +10 +10.0 +1000.00 +900.00 +9 +50.0 +50.0 %.*"), text);
    assertTrue(text.contains("the loader alone is 100.0 times as fast as training"), text);
    assertTrue(text.contains("train: a step holds 100 B by forecast, 130 B measured"), text);
  }

  @Test
  void a_difference_counts_only_beyond_the_scatter() {
    assertEquals("within noise", new MeasurementsRatio(of(1, 0.1), of(1.03, 0.1)).verdict(Measurements.TRAIN));
    assertEquals("slower", new MeasurementsRatio(of(1, 0.1), of(1.1, 0.1)).verdict(Measurements.TRAIN));
    assertEquals("faster", new MeasurementsRatio(of(1, 0.1), of(0.9, 0.1)).verdict(Measurements.TRAIN));
  }

  @Test
  void a_slower_machine_is_no_slower_program() {
    MeasurementsRatio ratio = new MeasurementsRatio(of(1, 0.1), of(1.2, 0.12));
    assertEquals("within noise", ratio.verdict(Measurements.TRAIN));
    assertEquals("slower", ratio.verdict(Measurements.SGEMM));
    assertTrue(ratio.toString().contains("the matrix product ran at 0.83 times its speed before"), ratio.toString());
  }

  @Test
  void what_is_no_result_is_named() throws Exception {
    Path file = Files.writeString(folder.resolve("none.json"), "{\"timings\": {\"train\": {\"medianSeconds\": -1}}}");
    Path text = Files.writeString(folder.resolve("text.json"), "what batch");
    Path empty = Files.writeString(folder.resolve("empty.json"), "{}");
    assertTrue(complaint(file).contains("none.json says no \"medianSeconds\" above 0 for \"train\""));
    assertTrue(complaint(text).contains("text.json holds no JSON; write one with sonde bench"));
    assertTrue(complaint(empty).contains("empty.json holds no \"timings\""));
    assertTrue(complaint(folder.resolve("no")).contains("no such file"));
  }

  private static String complaint(Path file) {
    return Session.of("bench", "--compare", file.toString(), file.toString()).err();
  }
}
