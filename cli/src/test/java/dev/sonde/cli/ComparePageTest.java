package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;

/** The page of two runs, as a browser shows it. */
class ComparePageTest {
  @RegisterExtension static final Browsing BROWSING = new Browsing();

  @TempDir Path folder;

  @Test
  void two_runs_lie_over_each_other() throws IOException {
    Browser browser = BROWSING.browser();
    Path first = ReportedRun.train(folder);
    Path second = ReportedRun.train(folder, "--seed", "2");
    Path page = folder.resolve("compare.html");
    Session.ok("compare", first.toString(), second.toString(), "--out", page.toString());
    browser.width(1280);
    browser.media("screen", "light");
    browser.show(page.toUri());
    browser.until("the charts are drawn", () -> browser.all("#accuracy canvas").size() == 1);
    for (String id : List.of("accuracy", "loss", "rate", "throughput")) {
      assertEquals("2", browser.one("#" + id).getAttribute("data-series"), id);
      browser.until(id + " is drawn in more than three colours", () -> Look.colours(browser, browser.all("#" + id + " canvas").get(0)) > 3);
    }
    List<String> legend = browser.all("#accuracy .u-legend th").stream().map(WebElement::getText).toList();
    assertTrue(legend.containsAll(List.of(first.getFileName().toString(), second.getFileName().toString())), legend.toString());
    assertTrue(browser.one("#differing").getText().contains("seed"));
    assertTrue(Look.fits(browser, 390));
    assertEquals(List.of(), browser.complaints());
    assertEquals(List.of(page.toUri().toString()), browser.requests());
  }
}
