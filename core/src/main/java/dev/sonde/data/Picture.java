package dev.sonde.data;

/**
 * What the header of an encoded picture claims, read before any memory is taken for it.
 *
 * <p>Formats are told by their first bytes, never by the name of the file:
 * <pre>
 * JPEG  FF D8 FF              {@link JpegPicture}
 * PNG   89 "PNG" 0D 0A 1A 0A  {@link PngPicture}
 * WebP  "RIFF" .... "WEBP"    {@link WebpPicture}
 * BMP   "BM"                  here
 * </pre>
 *
 * @param format its name, for messages
 * @param width columns as stored, before any turn by EXIF
 * @param height rows as stored
 * @param transparent whether pixels carry an alpha value
 * @param pixels how many its coded data can hold at most, as far as the format bounds that
 */
record Picture(String format, int width, int height, boolean transparent, long pixels) {
  /** The largest picture that is decoded: 64 million pixels, 768 MB of floats. */
  static final long MOST_PIXELS = 64_000_000;

  /** The largest picture file that is read: what 64 million pixels of four bytes take, and room for what stands beside them. */
  static final long MOST_BYTES = 260L << 20;

  /**
   * Reads the header and checks that the file is whole, as far as its format allows.
   *
   * @throws BadData if it is of no known format, cut short, damaged, or claims too many pixels
   */
  static Picture of(PictureBytes data, long mostPixels) {
    Picture picture = read(data);
    if (picture.width < 1 || picture.height < 1) {
      throw data.bad("claims to be a " + picture.format + " of " + picture.size() + " pixels; it holds no picture");
    }
    if ((long) picture.width * picture.height > mostPixels) {
      throw data.bad("claims to be a " + picture.format + " of " + picture.size() + " pixels; at most " + mostPixels
          + " pixels are decoded");
    }
    if ((long) picture.width * picture.height > picture.pixels) {
      throw data.bad("claims to be a " + picture.format + " of " + picture.size() + " pixels, but its " + data.length()
          + " bytes hold at most " + picture.pixels + "; it is damaged");
    }
    return picture;
  }

  private static Picture read(PictureBytes data) {
    if (data.has(0, "\u00ff\u00d8\u00ff")) {
      return JpegPicture.read(data);
    }
    if (data.has(0, "\u0089PNG\r\n\u001a\n")) {
      return PngPicture.read(data);
    }
    if (data.has(0, "RIFF") && data.has(8, "WEBP")) {
      return WebpPicture.read(data);
    }
    if (data.has(0, "BM")) {
      return bitmap(data);
    }
    throw data.bad(data.length() == 0 ? "is empty" : "is no JPEG, PNG, WebP or BMP picture (it starts with " + start(data) + ")");
  }

  /** BMP: file header of 14 bytes (offset of the pixels at 10), then a header whose first number is its own length. */
  private static Picture bitmap(PictureBytes data) {
    boolean old = data.i32Low(14) == 12;
    int width = old ? data.u16Low(18) : data.i32Low(18);
    int height = Math.abs(old ? data.u16Low(20) : data.i32Low(22));
    int bits = data.u16Low(old ? 24 : 28);
    boolean packed = !old && data.i32Low(30) != 0 && data.i32Low(30) != 3;
    long row = ((long) width * bits + 31) / 32 * 4;
    long end = (data.i32Low(10) & 0xffffffffL) + row * height;
    if (!packed && width > 0 && (long) width * height <= MOST_PIXELS && end > data.length()) {
      throw data.bad("is cut short: its pixels end at byte " + end + ", the file at byte " + data.length());
    }
    return new Picture("BMP", width, height, false, MOST_PIXELS);
  }

  private static String start(PictureBytes data) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(4, data.length()); i++) {
      text.append(i == 0 ? "" : " ").append(String.format("%02x", data.u8(i)));
    }
    return text.toString();
  }

  private String size() {
    return width + "x" + height;
  }
}
