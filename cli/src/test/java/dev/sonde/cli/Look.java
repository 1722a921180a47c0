package dev.sonde.cli;

import java.time.Duration;
import org.openqa.selenium.WebElement;

/** Questions about a page that a person answers by looking at it. */
final class Look {
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private Look() {}

  /** Whether the page can be read at this width without scrolling sideways, once its charts have taken the new width. */
  static boolean fits(Browser browser, int width) {
    browser.width(width);
    return browser.soon(SETTLED, () -> browser.holds("document.scrollingElement.scrollWidth <= arguments[0]", width));
  }

  /** Whether an element takes up room and is not hidden. */
  static boolean visible(Browser browser, WebElement element) {
    return browser.holds("(box => arguments[0].checkVisibility({opacityProperty: true, visibilityProperty: true}) && box.width > 20"
        + " && box.height > 10)(arguments[0].getBoundingClientRect())", element);
  }

  /** How many pixels of a canvas are drawn in about this colour, {@code #rrggbb} or {@code rgb(r, g, b)}. */
  static double pixels(Browser browser, WebElement canvas, String colour) {
    return browser.number("""
        (() => {
          const canvas = arguments[0], probe = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
          probe.fillStyle = arguments[1];
          probe.fillRect(0, 0, 1, 1);
          const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
          const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          let found = 0;
          for (let i = 0; i < data.length; i += 4) {
            if (data[i + 3] > 200 && Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 30) found++;
          }
          return found;
        })()""", canvas, colour);
  }

  /** How many colours a canvas shows, nothing being one of them. */
  static double colours(Browser browser, WebElement canvas) {
    return browser.number("""
        (() => {
          const canvas = arguments[0], data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          return new Set(new Uint32Array(data.buffer)).size;
        })()""", canvas);
  }

  /** From now on the page notes in {@code sheet}, when it is printed, its colour, its widest canvas, and the colours of each. */
  static void rememberSheet(Browser browser) {
    browser.value("""
        addEventListener('beforeprint', () => {
          const all = [...document.querySelectorAll('canvas')];
          const data = one => one.getContext('2d').getImageData(0, 0, one.width, one.height).data;
          window.sheet = {
            paper: getComputedStyle(document.documentElement).getPropertyValue('--paper'),
            wide: Math.max(...all.map(one => one.getBoundingClientRect().width)),
            shown: all.map(one => new Set(new Uint32Array(data(one).buffer)).size)};
        })""");
  }
}
