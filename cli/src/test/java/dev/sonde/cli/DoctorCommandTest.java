package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.data.Examination;
import dev.sonde.data.Finding;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir Path folder;

  /** Two classes of five pictures each, of which {@code broken} are no pictures. */
  private String set(int broken) throws IOException {
    for (int i = 0; i < 20; i++) {
      Path file = folder.resolve(i % 2 == 0 ? "cat" : "dog").resolve((10 + i) + ".bmp");
      Files.createDirectories(file.getParent());
      Files.write(file, i < broken ? new byte[] {1, 2} : bitmap(i));
    }
    return folder.toString();
  }

  /** A picture of one pixel. */
  private static byte[] bitmap(int red) {
    byte[] bytes = new byte[58];
    int[] fields = {0, 'B', 1, 'M', 2, 58, 10, 54, 14, 40, 18, 1, 22, 1, 26, 1, 28, 24, 54, red, 55, 7, 56, 9};
    for (int i = 0; i < fields.length; i += 2) {
      bytes[fields[i]] = (byte) fields[i + 1];
    }
    return bytes;
  }

  @Test
  void a_healthy_set_ends_well_with_the_share_of_each_class() throws IOException {
    String out = Session.ok("doctor", set(0));
    assertTrue(out.lines().anyMatch(line -> line.matches(" +0  cat +8  50.00 % +2  50.00 %")), out);
    assertTrue(out.endsWith("16 for training, 4 for testing; nothing is wrong\n"), out);
  }

  @Test
  void findings_have_a_line_each_with_the_file_and_the_rest_is_counted() throws IOException {
    Session session = Session.of("doctor", set(14));
    assertEquals(1, session.code(), session.err());
    List<String> lines = session.out().lines().toList();
    assertTrue(lines.get(0).startsWith("wrong  " + folder.resolve("cat/10.bmp") + " is no JPEG"), lines.get(0));
    assertEquals(5, lines.stream().filter(line -> line.contains("is no JPEG")).count());
    assertEquals("wrong  … and 9 more of this kind", lines.get(5));
    assertTrue(session.out().contains("; 14 things are wrong"), session.out());
  }

  @Test
  void every_finding_is_printed_where_all_are_asked_for() {
    List<Finding> eight = IntStream.range(0, 8).mapToObj(i -> new Finding(Finding.Kind.UNREADABLE, "file " + i + " is broken")).toList();
    Examination found = new Examination("set", 8, 1, false, eight, Map.of(Finding.Kind.UNREADABLE, 8), List.of());
    assertEquals(5, told(found, false).lines().filter(line -> line.contains("is broken")).count());
    assertTrue(told(found, false).contains("… and 3 more of this kind"));
    assertEquals(8, told(found, true).lines().filter(line -> line.contains("is broken")).count());
    assertTrue(!told(found, true).contains("more of this kind"));
  }

  private static String told(Examination found, boolean all) {
    StringWriter out = new StringWriter();
    Doctor.tell(found, all, new Terminal(new PrintWriter(out), new PrintWriter(out), 0));
    return out.toString();
  }

  @Test
  void json_says_the_same() throws IOException {
    Session session = Session.of("doctor", set(1), "--json");
    assertEquals(1, session.code());
    JsonNode found = new ObjectMapper().readTree(session.out());
    assertTrue(found.get("wrong").booleanValue());
    assertEquals("UNREADABLE", found.get("findings").get(0).get("kind").textValue());
    assertEquals(1, found.get("counts").get("UNREADABLE").intValue());
    assertEquals(7, found.get("classes").get(0).get("train").intValue());
  }

  @Test
  void a_set_that_is_not_there_is_misuse() {
    assertEquals(2, Session.of("doctor", folder.resolve("nowhere").toString()).code());
  }
}
