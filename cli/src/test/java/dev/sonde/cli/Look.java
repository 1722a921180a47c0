package dev.sonde.cli;

/** Questions about a page that a person answers by looking at it. */
final class Look {
  private Look() {}

  /** Whether the page can be read at this width without scrolling sideways. */
  static boolean fits(Browser browser, int width) {
    browser.width(width);
    return browser.holds("document.scrollingElement.scrollWidth <= arguments[0]", width);
  }
}
