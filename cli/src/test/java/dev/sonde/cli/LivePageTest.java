package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.report.Live;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page of a run that goes on, as a browser on this machine sees it. */
class LivePageTest {
  @RegisterExtension static final Browsing BROWSING = new Browsing();

  @TempDir Path folder;

  @Test
  void the_page_follows_the_run_without_being_loaded_again() throws IOException {
    Browser browser = BROWSING.browser();
    Path run = ReportedRun.train(folder);
    Path journal = run.resolve("journal.jsonl");
    List<String> lines = Files.readAllLines(journal);
    int half = 1 + lines.indexOf(lines.stream().filter(line -> line.contains("\"event\":\"evaluated\"")).findFirst().orElseThrow());
    Files.write(journal, lines.subList(0, half));
    try (Live live = Live.open(run, 0)) {
      assertEquals("127.0.0.1", live.address().getHost());
      browser.show(live.address());
      browser.until("the first epoch is shown", () -> browser.all("#accuracy canvas").size() == 1);
      assertTrue(browser.words("#state").contains("running"), browser.words("#state"));
      assertEquals(1, browser.number("document.querySelector('#accuracy .plot').plot.data[0].length"));
      browser.value("window.stayed = true");

      Files.write(journal, lines.subList(half, lines.size()), StandardOpenOption.APPEND);
      browser.until("the end is shown", () -> browser.words("#state").equals("finished"));
      assertEquals(3, browser.number("document.querySelector('#accuracy .plot').plot.data[0].length"));
      assertEquals(ReportedRun.STEPS, browser.number("document.querySelector('#loss .plot').plot.data[0].length"));
      assertTrue(browser.holds("window.stayed"), "the page was loaded again");
      assertEquals(List.of(), browser.complaints());
      assertTrue(browser.requests().stream().allMatch(address -> address.startsWith(live.address().toString())));
    }
  }
}
