package dev.sonde.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final String EVIL = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)> \"'&\u2028\u0000";

  @TempDir Path folder;

  /** Text of every script element, as a browser finds it: up to the first {@code </script}. */
  private static List<String> scripts(String page) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile("<script[^>]*>(.*?)</script", Pattern.DOTALL).matcher(page);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static JsonNode data(String page) throws IOException {
    return new ObjectMapper().readTree(scripts(page).get(0));
  }

  @Test
  void the_page_carries_its_data() throws IOException {
    new RunFixture(folder).length(2, 10).run().finished();
    Path page = Report.write(folder);
    assertEquals(folder.resolve("report.html"), page);
    var facts = Facts.of(folder).tree();
    assertTrue(facts.has("speed"), "there is a speed to leave out");
    facts.remove("speed");
    assertEquals(new ObjectMapper().readTree(facts.toString()), data(Files.readString(page)));
  }

  @Test
  void the_same_files_give_the_same_bytes() throws IOException {
    new RunFixture(folder).length(2, 10).diagnose(3).run().finished().probe().evaluation(RunFixture.names(4));
    byte[] first = Files.readAllBytes(Report.write(folder));
    org.junit.jupiter.api.Assertions.assertArrayEquals(first, Files.readAllBytes(Report.write(folder)));
  }

  @Test
  void nothing_in_a_file_can_leave_its_place() throws IOException {
    new RunFixture(folder).length(1, 3).run().end(new ObjectMapper().createObjectNode().put("event", "failed").put("message", EVIL)
        .toString())
        .evaluation(List.of(EVIL, "b"));
    Path journal = folder.resolve("journal.jsonl");
    String quoted = new ObjectMapper().writeValueAsString(EVIL);
    Files.writeString(journal, Files.readString(journal).replaceFirst("\"cnds-13\"", Matcher.quoteReplacement(quoted)));
    String page = Files.readString(Report.write(folder));
    assertEquals(3, scripts(page).size(), "data, uPlot and the page's own");
    assertEquals(EVIL, data(page).at("/state/text").asText());
    assertEquals(EVIL, data(page).at("/evaluation/classes/0").asText());
    assertFalse(page.contains("<img"));
    assertFalse(page.contains("alert(1)<"), "a text of a file stands in the page unescaped");
    assertTrue(page.contains("<title>&lt;/script&gt;"), page.substring(0, 600));
  }

  @Test
  void a_networks_names_are_escaped_in_its_drawing() throws IOException {
    Files.writeString(folder.resolve("journal.jsonl"), "{\"event\":\"began\",\"network\":\"n\",\"classes\":2,\"steps\":1}\n");
    Files.writeString(folder.resolve("recipe.yaml"), """
        network:
          name: n
          input: 3x8x8
          nodes:
            - {name: "<b>&\\"'</b>x", layer: conv, filters: 4, kernel: 3}
            - {name: flatten, layer: flatten}
            - {name: fc, layer: linear, features: 2}
        data: shapes
        """.replace("</b>", "<b>"));
    JsonNode tree = Facts.of(folder).tree();
    assertEquals("[]", tree.get("notes").toString());
    String svg = tree.at("/network/pieces/0").asText();
    assertTrue(svg.contains("&lt;b&gt;&amp;&quot;&#39;&lt;b&gt;x"), svg);
    assertFalse(svg.contains("<b>"));
  }

  @Test
  void the_page_loads_nothing() throws IOException {
    new RunFixture(folder).length(1, 5).run().finished().probe().evaluation(RunFixture.names(4));
    String page = Files.readString(Report.write(folder));
    String markup = page.replaceAll("(?s)<script type=\"application/json\".*?</script>", "");
    assertFalse(Pattern.compile("(src|href)\\s*=\\s*[\"']?(?!data:|#)[^\"' >]", Pattern.CASE_INSENSITIVE)
        .matcher(markup.replaceAll("(?s)<script>.*?</script>", "")).find());
    assertFalse(Pattern.compile("url\\(|@import|<link (?!rel=\"icon\" href=\"data:,\")|<iframe|<object|<embed").matcher(markup).find());
    assertFalse(Pattern.compile("\\beval\\(|new Function|importScripts|XMLHttpRequest|WebSocket|EventSource|sendBeacon").matcher(markup)
        .find());
    assertTrue(page.contains("default-src 'none'") && page.contains("connect-src 'none'"));
  }

  @Test
  void the_policy_allows_the_scripts_that_stand_in_the_page_and_no_other() throws Exception {
    new RunFixture(folder).length(1, 5).run();
    String page = Files.readString(Report.write(folder));
    Matcher policy = Pattern.compile("script-src ([^;]*);").matcher(page);
    assertTrue(policy.find());
    List<String> allowed = List.of(policy.group(1).split(" "));
    List<String> present = new ArrayList<>();
    for (String script : scripts(page).subList(1, 3)) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      present.add("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
    }
    assertEquals(allowed, present);
  }

  @Test
  void the_charts_licence_stands_in_the_page() throws IOException {
    new RunFixture(folder).length(1, 2).run();
    String page = Files.readString(Report.write(folder));
    assertTrue(page.contains("The MIT License") && page.contains("Leon Sorokin"));
  }

  @Test
  void two_hundred_thousand_steps_make_a_page_below_five_megabytes() throws IOException {
    new RunFixture(folder).length(100, 2000).diagnose(100).run().finished().probe().evaluation(RunFixture.names(150));
    long size = Files.size(Report.write(folder));
    assertTrue(size < 5_000_000, size + " bytes");
    JsonNode steps = data(Files.readString(folder.resolve("report.html"))).get("steps");
    assertEquals(128, steps.get("width").asInt());
    assertTrue(steps.get("x").size() <= Story.POINTS && steps.get("x").size() > Story.POINTS / 2, steps.get("x").size() + " points");
  }

  @Test
  void a_page_that_cannot_be_written_leaves_the_old_one() throws IOException {
    new RunFixture(folder).length(1, 2).run();
    Files.createDirectories(folder.resolve("report.html/x"));
    assertThrows(java.io.UncheckedIOException.class, () -> Report.write(folder));
    assertTrue(Files.isDirectory(folder.resolve("report.html/x")));
  }
}
