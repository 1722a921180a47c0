package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code report}, {@code compare} and {@code --serve} on two small runs. */
class ShowTest {
  @TempDir static Path folder;

  private static String plain;
  private static String headed;
  private static String served;

  @BeforeAll
  static void train() throws IOException {
    plain = folder.resolve("plain").toString();
    headed = folder.resolve("headed").toString();
    Session.ok("train", Tiny.network(folder), Tiny.DATA, "--epochs", "1", "--batch", "32", "--out", plain);
    served = Session.ok("train", "--serve", Tiny.network(folder), Tiny.DATA, "--supervise", Tiny.HEAD, "--epochs", "1", "--batch", "32",
        "--out", headed);
  }

  @Test
  void every_run_has_its_page_and_says_where() throws IOException {
    Path page = Path.of(headed, "report.html");
    assertTrue(served.contains("shown in " + page), served);
    assertTrue(Files.readString(page).contains("\"state\":{\"name\":\"finished\"}"));
  }

  @Test
  void a_served_run_says_where_and_to_whom() {
    assertTrue(served.lines().findFirst().orElse("").matches("the report is at http://127\\.0\\.0\\.1:[0-9]+/ \\(this machine only; nothing but this page is served\\)"),
        served);
  }

  @Test
  void a_report_is_written_again() throws IOException {
    Path page = Path.of(plain, "report.html");
    byte[] before = Files.readAllBytes(page);
    Files.delete(page);
    assertEquals("wrote " + page + "\n", Session.ok("report", plain));
    org.junit.jupiter.api.Assertions.assertArrayEquals(before, Files.readAllBytes(page));
  }

  @Test
  void what_is_no_run_is_refused() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertEquals(2, Session.of("report", empty.toString()).code());
    assertEquals(2, Session.of("report", folder.resolve("absent").toString()).code());
    assertEquals(2, Session.of("report", folder.resolve("absent").toString(), "--serve").code());
    assertEquals(2, Session.of("compare", plain, empty.toString()).code());
    Session one = Session.of("compare", plain);
    assertEquals(2, one.code());
    assertTrue(one.err().contains("two runs"), one.err());
  }

  @Test
  void a_port_that_is_none_is_refused() {
    for (String port : new String[] {"70000", "-1", "http"}) {
      Session session = Session.of("report", plain, "--serve=" + port);
      assertEquals(2, session.code(), port);
      assertTrue(session.err().contains(port), session.err());
    }
  }

  @Test
  void compare_shows_runs_and_the_keys_that_differ() {
    Path page = folder.resolve("both.html");
    String shown = Session.ok("compare", plain, headed, "--out", page.toString());
    assertTrue(shown.lines().anyMatch(line -> line.matches("plain +tiny +none +finished +[0-9.]+ % +[0-9.]+ % +3")), shown);
    assertTrue(shown.lines().anyMatch(line -> line.matches("headed +tiny +pool1 +finished +[0-9.]+ % +[0-9.]+ % +3")), shown);
    assertTrue(shown.lines().anyMatch(line -> line.matches("supervise.pool1.weight +– +0.3 recursive")), shown);
    assertFalse(shown.contains("batch"), shown);
    assertTrue(shown.endsWith("wrote " + page + "\n"), shown);
    assertTrue(Files.exists(page));
  }

  @Test
  void runs_of_one_recipe_are_said_to_be_the_same() {
    String shown = Session.ok("compare", plain, plain, "--out", folder.resolve("same.html").toString());
    assertTrue(shown.contains("the recipes are the same in every key"), shown);
  }

  @Test
  void compare_prints_json() throws IOException {
    Path page = folder.resolve("json.html");
    JsonNode tree = new ObjectMapper().readTree(Session.ok("compare", plain, headed, "--out", page.toString(), "--json"));
    assertEquals(page.toString(), tree.get("page").asText());
    assertEquals("[\"pool1\"]", tree.at("/runs/1/heads").toString());
    assertEquals(3, tree.at("/runs/0/steps").asInt());
    assertEquals("0.3 recursive", tree.at("/runs/1/differing/supervise.pool1.weight").asText());
    assertTrue(tree.at("/runs/0/best").asDouble() >= 0 && tree.at("/runs/0/last").isNumber());
  }
}
