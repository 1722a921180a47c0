package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.report.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The report of a real run, opened as a file in a real browser: what a person sees of it. */
class PageTest {
  /** Charts by id, and how many lines or rows each has. */
  private static final Map<String, Integer> CHARTS = Map.of("loss", 3, "loss-weighted", 4, "alpha", 2, "accuracy", 4, "rate", 1,
      "gradient", 3, "gradient-heat", 3, "diagnosis", 3, "confusion", 4);

  @TempDir static Path folder;

  @RegisterExtension static final Browsing BROWSING = new Browsing();

  private static Browser browser;
  private static Path run;
  private static Path page;

  @BeforeAll
  static void train() throws IOException {
    browser = BROWSING.browser();
    run = ReportedRun.train(folder);
    ReportedRun.probe(run);
    page = Report.write(run);
  }

  @BeforeEach
  void show() {
    browser.width(1280);
    browser.media("screen", "light");
    browser.show(page.toUri());
    browser.until("the charts are drawn", () -> browser.all("#accuracy canvas").size() == 1);
  }

  private static WebElement canvas(String id) {
    return browser.all("#" + id + " canvas").get(0);
  }

  private static String over(String id) {
    return "document.querySelector('#" + id + " .plot').plot";
  }

  @Test
  void the_top_says_what_ran_and_how_it_ended() throws IOException {
    assertTrue(browser.text("document.title").startsWith("tiny"), browser.text("document.title"));
    assertTrue(Look.visible(browser, browser.one("h1")));
    assertTrue(browser.one("h1").getText().startsWith("tiny"), browser.one("h1").getText());
    assertEquals("finished", browser.one("#state").getText());
    String accuracy = String.format(Locale.ROOT, "%.1f %%", 100 * ReportedRun.evaluation(run).get("accuracy").asDouble());
    assertTrue(browser.one("#numbers").getText().contains(accuracy), browser.one("#numbers").getText());
    List<String> headings = browser.all("h2").stream().filter(heading -> Look.visible(browser, heading)).map(WebElement::getText).toList();
    assertTrue(headings.size() >= 6 && headings.stream().noneMatch(String::isBlank), headings.toString());
  }

  @Test
  void every_chart_is_there_with_its_number_of_lines() {
    CHARTS.forEach((id, series) -> {
      WebElement chart = browser.one("#" + id);
      assertTrue(Look.visible(browser, chart), id);
      assertEquals(String.valueOf(series), chart.getAttribute("data-series"), id);
    });
    for (String id : List.of("samples", "network", "recipe")) {
      assertTrue(Look.visible(browser, browser.one("#" + id)), id);
    }
  }

  @Test
  void every_line_is_drawn_in_its_colour_and_named_in_the_legend() {
    for (String id : List.of("loss", "loss-weighted", "alpha", "accuracy", "rate")) {
      for (int i = 0; i < CHARTS.get(id); i++) {
        String spec = "document.querySelector('#" + id + " .plot').spec.series[" + i + "]";
        String name = browser.text(spec + ".label");
        assertTrue(Look.pixels(browser, canvas(id), browser.text(spec + ".colour")) >= 8, id + " does not show the line of " + name);
        WebElement row = browser.all("#" + id + " .u-legend .u-series").get(i + 1);
        assertTrue(row.getText().startsWith(name), id + ": " + row.getText());
        assertTrue(Look.pixels(browser, canvas(id), marker(row)) >= 8, id + ": the legend's mark of " + name + " is not its line's");
      }
      assertEquals(CHARTS.get(id) + 1, browser.all("#" + id + " .u-legend .u-series").size(), id);
    }
  }

  /** The colour that one sees beside a name. */
  private static String marker(WebElement row) {
    WebElement marker = row.findElement(By.className("u-marker"));
    return browser.text("(style => parseFloat(style.borderTopWidth) > 0 ? style.borderTopColor : style.backgroundColor)"
        + "(getComputedStyle(arguments[0]))", marker);
  }

  @Test
  void no_canvas_is_blank() {
    List<WebElement> all = browser.all("canvas");
    assertTrue(all.size() >= 12, all.size() + " canvases");
    all.forEach(canvas -> assertTrue(Look.colours(browser, canvas) > 3, canvas.getAttribute("aria-label")));
  }

  @Test
  void the_pointer_over_a_chart_shows_the_journals_numbers() throws IOException {
    List<JsonNode> steps = ReportedRun.events(run, "step");
    shows("loss", steps, step -> each(step, "loss"));
    shows("loss-weighted", steps, step -> Stream.concat(Stream.of(step.get("total").asDouble()), each(step, "weighted").stream()).toList());
    shows("alpha", steps, step -> each(step, "weight").subList(1, 3));
    shows("rate", steps, step -> List.of(step.get("rate").asDouble()));
    shows("accuracy", ReportedRun.events(run, "evaluated"), evaluated -> List.of(100 * evaluated.get("accuracy").asDouble(),
        100 * evaluated.get("heads").get("conv1").asDouble(), 100 * evaluated.get("heads").get("pool1").asDouble()));
  }

  private static List<Double> each(JsonNode step, String what) {
    return ReportedRun.PARTS.stream().map(part -> step.get("parts").get(part).get(what).asDouble()).toList();
  }

  /** Points into a chart and compares what its legend says with the event of that number, counted from 1. */
  private static void shows(String id, List<JsonNode> events, Function<JsonNode, List<Double>> expected) {
    WebElement plot = browser.one("#" + id + " .u-over");
    browser.scrollTo(plot);
    browser.mouse().moveToElement(plot, 40, 0).perform();
    browser.until("the legend of " + id + " shows a step", () -> browser.all("#" + id + " .u-value").get(0).getText().matches("\\d+"));
    List<String> shown = browser.all("#" + id + " .u-value").stream().map(WebElement::getText).toList();
    List<Double> values = expected.apply(events.get(Integer.parseInt(shown.get(0)) - 1));
    for (int i = 0; i < values.size(); i++) {
      double value = Double.parseDouble(shown.get(i + 1).replace(" %", ""));
      assertEquals(values.get(i), value, id.equals("accuracy") ? 0.051 : 1e-3 * value, "line " + i + " of " + id + " at " + shown.get(0));
    }
  }

  @Test
  void dragging_zooms_and_a_double_click_shows_the_whole_again() {
    WebElement plot = browser.one("#loss .u-over");
    browser.scrollTo(plot);
    assertEquals(1, browser.number(over("loss") + ".scales.x.min"));
    assertEquals(ReportedRun.STEPS, browser.number(over("loss") + ".scales.x.max"));
    String whole = browser.text("arguments[0].toDataURL()", canvas("loss"));
    int wide = plot.getSize().getWidth();
    browser.mouse().moveToElement(plot, -wide / 4, 0).clickAndHold().moveByOffset(wide / 4, 5).moveByOffset(wide / 4, 0)
        .release().perform();
    browser.until("the chart shows a part", () -> browser.number(over("loss") + ".scales.x.max") < ReportedRun.STEPS);
    double shown = browser.number(over("loss") + ".scales.x.max - " + over("loss") + ".scales.x.min");
    assertEquals((ReportedRun.STEPS - 1) / 2.0, shown, 1, "half of the width was chosen");
    assertNotEquals(whole, browser.text("arguments[0].toDataURL()", canvas("loss")));
    browser.mouse().doubleClick(plot).perform();
    browser.until("the chart shows everything again", () -> browser.number(over("loss") + ".scales.x.max") == ReportedRun.STEPS
        && browser.number(over("loss") + ".scales.x.min") == 1);
  }

  @Test
  void the_gradient_figure_tells_layer_and_value_under_the_pointer() {
    WebElement map = browser.all("#gradient-heat .heat canvas").get(0);
    browser.scrollTo(map);
    List<String> texts = new ArrayList<>();
    for (int row = 0; row < 3; row++) {
      moveTo("#gradient-heat .heat", row, 1);
      texts.add(browser.all("#gradient-heat .heat .tip").get(0).getText());
    }
    List<String> layers = List.of("fc", "conv2", "conv1");
    List<Double> values = List.of(1e-3, 5e-8, 3e-9);
    for (int row = 0; row < 3; row++) {
      String start = layers.get(row) + ", iteration 1: ";
      assertTrue(texts.get(row).startsWith(start), texts.get(row));
      assertEquals(values.get(row), Double.parseDouble(texts.get(row).substring(start.length()).split("[, ]")[0]), 1e-3 * values.get(row));
      assertEquals(row > 0, texts.get(row).contains("below the threshold"), texts.get(row));
    }
    assertTrue(browser.one("#placement").getText().contains("conv2 is the deepest layer below 1e-07"));
  }

  /** Moves the pointer into a cell of the first heat map that the selector names. */
  private static void moveTo(String selector, int row, int column) {
    String places = "document.querySelector('" + selector + "').places";
    double x = browser.number(places + ".left + (arguments[0] + 0.5) * " + places + ".columnWidth", column);
    double y = browser.number(places + ".top + (arguments[0] + 0.5) * " + places + ".rowHeight", row);
    WebElement canvas = browser.all(selector + " canvas").get(0);
    int fromMiddle = (int) Math.round(x - canvas.getSize().getWidth() / 2.0);
    browser.mouse().moveToElement(canvas, fromMiddle, (int) Math.round(y - canvas.getSize().getHeight() / 2.0)).perform();
  }

  @Test
  void every_cell_of_the_confusion_matrix_says_the_files_number() throws IOException {
    JsonNode counts = ReportedRun.evaluation(run).get("confusion");
    browser.scrollTo(canvas("confusion"));
    for (int truth = 0; truth < 4; truth++) {
      for (int predicted = 0; predicted < 4; predicted++) {
        moveTo("#confusion .heat", truth, predicted);
        assertEquals("%d of 12 “%s” taken for “%s”".formatted(counts.get(truth).get(predicted).asInt(), ReportedRun.CLASSES.get(truth),
            ReportedRun.CLASSES.get(predicted)), browser.one("#confusion .tip").getText());
      }
    }
  }

  @Test
  void samples_come_in_the_files_order_with_pictures_that_decode() throws IOException {
    JsonNode file = ReportedRun.evaluation(run);
    for (String list : List.of("worst", "right")) {
      List<WebElement> cards = browser.all(list.equals("worst") ? "#samples .wrong" : "#samples .right");
      assertEquals(file.get(list).size(), cards.size(), list);
      assertTrue(cards.size() > 1, "too few samples to be in an order");
      for (int i = 0; i < cards.size(); i++) {
        JsonNode sample = file.get(list).get(i);
        WebElement picture = cards.get(i).findElement(By.tagName("img"));
        assertTrue(picture.getAttribute("alt").startsWith(sample.get("origin").asText()), picture.getAttribute("alt"));
        assertEquals(16, browser.number("arguments[0].complete ? arguments[0].naturalWidth : 0", picture), sample.get("origin").asText());
        String name = ReportedRun.CLASSES.get(sample.get("predicted").asInt());
        assertEquals(name, cards.get(i).findElement(By.tagName("b")).getText());
      }
    }
  }

  @Test
  void names_that_are_markup_are_shown_and_do_nothing() {
    assertTrue(browser.one("#classes").getText().contains(ReportedRun.EVIL), browser.one("#classes").getText());
    assertTrue(browser.one("#classes").getText().contains("<b>&amp;"));
    assertTrue(browser.holds("window.hit === undefined"), "the class name was run");
    assertEquals(0, browser.all("img[src='x']").size());
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void nothing_is_fetched_and_nothing_complains() {
    assertEquals(List.of(page.toUri().toString()), browser.requests());
    assertEquals(List.of(), browser.complaints());
    assertEquals(0, browser.number("performance.getEntriesByType('resource').filter(entry => !entry.name.startsWith('data:')).length"));
  }

  @Test
  void light_and_dark_differ_in_page_and_charts() {
    String paper = "getComputedStyle(document.body).backgroundColor";
    String light = browser.text(paper);
    String chart = browser.text("arguments[0].toDataURL()", canvas("accuracy"));
    browser.media("screen", "dark");
    browser.until("the page is dark", () -> brightness(browser.text(paper)) < 60);
    assertTrue(brightness(light) > 230, light);
    assertTrue(brightness(browser.text("getComputedStyle(document.querySelector('h1')).color")) > 180, "the title must be bright on dark");
    browser.until("the charts are redrawn", () -> !chart.equals(browser.text("arguments[0].toDataURL()", canvas("accuracy"))));
    String spec = "document.querySelector('#accuracy .plot').spec.series[0].colour";
    assertTrue(Look.pixels(browser, canvas("accuracy"), browser.text(spec)) >= 8);
    assertEquals(List.of(), browser.complaints());
  }

  private static double brightness(String colour) {
    String[] parts = colour.replaceAll("[^0-9,.]", "").split(",");
    return (Double.parseDouble(parts[0]) + Double.parseDouble(parts[1]) + Double.parseDouble(parts[2])) / 3;
  }

  @Test
  void it_fits_a_telephone_and_a_desk() {
    for (int width : new int[] {1280, 390}) {
      browser.width(width);
      browser.show(page.toUri());
      browser.until("the charts are drawn", () -> browser.all("#accuracy canvas").size() == 1);
      assertTrue(Look.fits(browser, width), browser.number("document.scrollingElement.scrollWidth") + " px do not fit " + width);
      for (WebElement canvas : browser.all("canvas")) {
        double right = browser.number("arguments[0].getBoundingClientRect().right", canvas);
        assertTrue(right <= width, canvas.getAttribute("aria-label") + " ends at " + right + " of " + width + " px");
      }
    }
    browser.width(1280);
    browser.until("the charts grow with the window", () -> canvas("loss").getSize().getWidth() > 400);
  }

  @Test
  void on_paper_every_chart_is_there_and_light() {
    browser.media("screen", "dark");
    browser.until("the page is dark", () -> brightness(browser.text("getComputedStyle(document.body).backgroundColor")) < 60);
    double before = canvas("loss").getSize().getWidth();
    Look.rememberSheet(browser);
    String pdf = new String(browser.print(), StandardCharsets.ISO_8859_1);
    assertTrue(pdf.startsWith("%PDF") && pdf.split("/Type /Page\\b", -1).length > 2, "no pages");
    assertTrue(browser.holds("sheet.shown.length > 11 && sheet.shown.every(colours => colours > 3)"),
        browser.text("JSON.stringify(sheet)"));
    assertTrue(browser.number("window.sheet.wide") < 700, "a chart is wider than a sheet");
    assertTrue(brightness(channels(browser.text("window.sheet.paper.trim()"))) > 230, "a dark sheet");
    browser.until("the page looks as before", () -> canvas("loss").getSize().getWidth() == before);
    browser.media("print", "light");
    browser.all("canvas").forEach(canvas -> assertTrue(Look.visible(browser, canvas), canvas.getAttribute("aria-label")));
    assertEquals(List.of(), browser.complaints());
  }

  /** {@code #rrggbb} as {@code r,g,b}. */
  private static String channels(String colour) {
    int rgb = Integer.parseInt(colour.substring(1), 16);
    return (rgb >> 16) + "," + (rgb >> 8 & 255) + "," + (rgb & 255);
  }
}
