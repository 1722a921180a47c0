package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The report of a real run that names pixels, in a real browser. */
class PixelPageTest {
  @TempDir static Path folder;

  @RegisterExtension static final Browsing BROWSING = new Browsing();

  private static Browser browser;
  private static Path run;
  private static Path page;

  @BeforeAll
  static void train() throws IOException {
    browser = BROWSING.browser();
    run = MaskedRun.train(folder, "run");
    page = Report.write(run);
  }

  @BeforeEach
  void show() {
    browser.width(1280);
    browser.media("screen", "light");
    browser.show(page.toUri());
    browser.until("the charts are drawn", () -> browser.all("#accuracy canvas").size() == 1);
  }

  private static String percent(JsonNode share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share.asDouble());
  }

  @Test
  void the_top_counts_mean_intersection_over_union() throws IOException {
    JsonNode found = ReportedRun.evaluation(run);
    String numbers = browser.one("#numbers").getText();
    assertTrue(numbers.contains("last mean IoU") && numbers.contains(percent(found.get("mean_iou"))), numbers);
    assertTrue(numbers.contains("last pixel accuracy") && numbers.contains(percent(found.get("pixel_accuracy"))), numbers);
    assertTrue(browser.one("#lead").getText().contains("mean intersection over union is " + percent(found.get("mean_iou")) + " on 6 test images"));
  }

  @Test
  void both_numbers_of_every_part_are_drawn_over_the_epochs() throws IOException {
    assertEquals("2", browser.one("#iou").getAttribute("data-series"));
    assertEquals("3", browser.one("#accuracy").getAttribute("data-series"));
    JsonNode last = ReportedRun.events(run, "evaluated").get(2);
    String values = "document.querySelector('#%s .plot').spec.series[%d].values[2]";
    assertEquals(last.get("mean_iou").asDouble(), browser.number(values.formatted("iou", 0)), 1e-4);
    assertEquals(last.get("head_mean_iou").get("pool1").asDouble(), browser.number(values.formatted("iou", 1)), 1e-4);
    assertEquals(last.get("accuracy").asDouble(), browser.number(values.formatted("accuracy", 0)), 1e-4);
    assertTrue(Look.colours(browser, browser.all("#iou canvas").get(0)) > 3);
  }

  @Test
  void every_class_has_a_bar_in_its_colour_and_a_mark_for_each_head() throws IOException {
    JsonNode found = ReportedRun.evaluation(run);
    List<WebElement> bars = browser.all("#iou-classes .ious li");
    assertEquals(4, bars.size());
    for (int c = 0; c < 3; c++) {
      String name = MaskedRun.CLASSES.get(c);
      WebElement bar = bars.stream().filter(one -> one.findElement(By.className("name")).getText().equals(name)).findFirst().orElseThrow();
      assertTrue(bar.getText().contains(percent(found.get("iou").get(c))), bar.getText());
      WebElement fill = bar.findElement(By.cssSelector(".track .patch"));
      String rgb = found.get("palette").get(c).asText();
      assertEquals("rgb(%d, %d, %d)".formatted(Integer.parseInt(rgb.substring(1, 3), 16), Integer.parseInt(rgb.substring(3, 5), 16),
          Integer.parseInt(rgb.substring(5), 16)), browser.text("getComputedStyle(arguments[0]).backgroundColor", fill));
      double share = browser.number("arguments[0].getBoundingClientRect().width / arguments[0].parentElement.getBoundingClientRect().width", fill);
      assertEquals(found.get("iou").get(c).asDouble(), share, 0.02);
      assertEquals(1, bar.findElements(By.cssSelector(".track b")).size());
    }
    assertTrue(bars.get(3).getText().contains("nothing") && bars.get(3).getText().contains("–"), bars.get(3).getText());
  }

  @Test
  void pictures_stand_beside_their_masks() throws IOException {
    JsonNode found = ReportedRun.evaluation(run);
    List<WebElement> all = browser.all("#samples .masks > li");
    assertEquals(found.get("pictures").size(), all.size());
    for (WebElement one : all) {
      browser.scrollTo(one);
      List<WebElement> views = one.findElements(By.tagName("img"));
      assertEquals(4, views.size());
      for (WebElement view : views) {
        assertTrue(browser.holds("arguments[0].complete && arguments[0].naturalWidth === 24", view), view.getAttribute("alt"));
        assertTrue(Look.visible(browser, view));
      }
      assertTrue(one.getText().contains("mean IoU") && one.getText().contains("ground"), one.getText());
    }
  }

  @Test
  void it_can_be_read_on_a_telephone_and_complains_of_nothing() {
    assertTrue(Look.fits(browser, 390));
    assertTrue(Look.fits(browser, 1280));
    assertEquals(List.of(), browser.complaints());
    assertEquals(List.of(page.toUri().toString()), browser.requests().stream().distinct().toList());
  }

  @Test
  void two_runs_are_compared_by_mean_intersection_over_union() throws IOException {
    Path other = MaskedRun.train(folder, "other", "--seed", "2");
    Path both = folder.resolve("compare.html");
    Session.ok("compare", run.toString(), other.toString(), "--out", both.toString());
    browser.show(both.toUri());
    browser.until("the charts are drawn", () -> browser.all("#iou canvas").size() == 1);
    assertEquals("2", browser.one("#iou").getAttribute("data-series"));
    assertEquals("2", browser.one("#heads-iou").getAttribute("data-series"));
    assertTrue(browser.one("#runs").getText().contains("best mean IoU"), browser.one("#runs").getText());
    assertEquals(List.of(), browser.complaints());
  }
}
