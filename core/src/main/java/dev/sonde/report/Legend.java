package dev.sonde.report;

import dev.sonde.data.Image;
import java.awt.AWTError;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The strip under a picture that says what its colours mean: a patch, a name and a share for each class, in columns.
 *
 * <p>Entries are classes, not colours: two that share a colour are two entries. Text is drawn by Java's own renderer, without a screen.
 */
public final class Legend {
  private static final int FONT = 13;
  private static final int LINE = 20;
  private static final int PATCH = 13;
  private static final int MARGIN = 10;
  private static final int GAP = 24;
  private static final Color INK = new Color(0x1c242b);

  private final List<Entry> entries;
  private final FontMetrics font;
  private final int column;

  /**
   * One class.
   *
   * @param colour {@code 0xRRGGBB}
   * @param share  of the pixels, in [0, 1]
   */
  public record Entry(String name, int colour, double share) {
    private String text() {
      return name + String.format(Locale.ROOT, "  %.1f %%", 100 * share);
    }
  }

  private Legend(List<Entry> entries, FontMetrics font) {
    this.entries = entries;
    this.font = font;
    column = PATCH + 7 + entries.stream().mapToInt(entry -> font.stringWidth(entry.text())).max().orElse(0);
  }

  /**
   * The picture with the strip below it, on white; wider than the picture where a name needs it. Empty where this system has no font.
   *
   * @param picture RGB, 0 … 255
   */
  public static Optional<Image> below(Image picture, List<Entry> entries) {
    return below(picture, entries, Legend::metrics);
  }

  static Optional<Image> below(Image picture, List<Entry> entries, Supplier<FontMetrics> fonts) {
    FontMetrics font;
    try {
      font = fonts.get();
    } catch (RuntimeException | LinkageError | InternalError | AWTError e) { // without fontconfig Java fails in ways that differ by version
      return Optional.empty();
    }
    return Optional.of(new Legend(entries, font).under(picture));
  }

  private static FontMetrics metrics() {
    System.setProperty("java.awt.headless", System.getProperty("java.awt.headless", "true"));
    return new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics().getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, FONT));
  }

  private Image under(Image picture) {
    int width = Math.max(picture.width(), column + 2 * MARGIN);
    int columns = Math.max(1, (width - 2 * MARGIN + GAP) / (column + GAP));
    int rows = (entries.size() + columns - 1) / columns;
    BufferedImage canvas = new BufferedImage(width, picture.height() + (rows == 0 ? 0 : rows * LINE + 2 * MARGIN), BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = canvas.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
    pen.setFont(font.getFont());
    for (int i = 0; i < entries.size(); i++) {
      entry(pen, entries.get(i), MARGIN + i / rows * (column + GAP), picture.height() + MARGIN + i % rows * LINE);
    }
    pen.dispose();
    return image(canvas, picture);
  }

  private void entry(Graphics2D pen, Entry entry, int left, int top) {
    pen.setColor(new Color(entry.colour()));
    pen.fillRect(left, top + (LINE - PATCH) / 2, PATCH, PATCH);
    pen.setColor(Color.GRAY);
    pen.drawRect(left, top + (LINE - PATCH) / 2, PATCH - 1, PATCH - 1);
    pen.setColor(INK);
    pen.drawString(entry.text(), left + PATCH + 7, top + (LINE + font.getAscent() - font.getDescent()) / 2);
  }

  /** The canvas with the picture at its top, pixel for pixel. */
  private static Image image(BufferedImage canvas, Image picture) {
    Image image = Image.black(canvas.getHeight(), canvas.getWidth(), 3);
    for (int y = 0, at = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        boolean inside = y < picture.height() && x < picture.width();
        for (int c = 0; c < 3; c++, at++) {
          image.values()[at] = inside ? picture.at(y, x, c) : canvas.getRGB(x, y) >> (16 - 8 * c) & 0xff;
        }
      }
    }
    return image;
  }
}
