package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** That the instrument sees: every check of the report's tests fails on a page that deserves it. */
class BrowserTest {
  @TempDir static Path folder;

  @RegisterExtension static final Browsing BROWSING = new Browsing();

  private static Browser browser;

  @BeforeAll
  static void open() {
    browser = BROWSING.browser();
  }

  private static void page(String body) throws IOException {
    browser.show(Files.writeString(folder.resolve("page.html"), "<!doctype html><meta charset=utf-8>" + body).toUri());
  }

  @Test
  void errors_and_what_a_page_asks_for_are_seen() throws IOException {
    page("<h1>x</h1>");
    assertEquals(List.of(), browser.complaints());
    assertEquals(List.of(folder.resolve("page.html").toUri().toString()), browser.requests());
    page("<script>undefinedFunction()</script><img src='https://example.com/x.png'>");
    browser.until("the script has complained", () -> browser.complaints().stream().anyMatch(line -> line.contains("undefinedFunction")));
    assertTrue(browser.requests().contains("https://example.com/x.png"));
  }

  @BeforeEach
  void wide() {
    browser.width(1280);
    browser.media("screen", "light");
  }

  @Test
  void schemes_media_and_widths_are_emulated() throws IOException {
    page("<style>body{color:#000} @media (prefers-color-scheme: dark){body{color:#fff}} @media print{body{color:#f00}}</style><p style='width:500px'>x");
    String colour = "getComputedStyle(document.body).color";
    browser.media("screen", "light");
    assertEquals("rgb(0, 0, 0)", browser.text(colour));
    browser.media("screen", "dark");
    assertEquals("rgb(255, 255, 255)", browser.text(colour));
    browser.media("print", "light");
    assertEquals("rgb(255, 0, 0)", browser.text(colour));
  }

  @Test
  void widths_are_emulated_as_a_telephone_has_them() throws IOException {
    browser.width(390);
    page("<meta name=viewport content='width=device-width, initial-scale=1'><p style='width:500px'>x");
    assertEquals(390, browser.number("screen.width"));
    assertFalse(Look.fits(browser, 390));
    assertTrue(Look.fits(browser, 1280));
    page("<p>no viewport: a telephone would shrink this page until it cannot be read</p>");
    assertFalse(Look.fits(browser, 390));
  }
}
