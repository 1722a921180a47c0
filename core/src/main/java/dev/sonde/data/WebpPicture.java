package dev.sonde.data;

/**
 * The header of a WebP: {@code RIFF, length, WEBP}, then a first chunk that tells the kind.
 *
 * <pre>
 * "VP8 "  lossy      start code 9d 01 2a at 23, width in 14 bits at 26, height at 28
 * "VP8L"  lossless   2f at 20, then 14 bits of width - 1, 14 of height - 1, 1 of alpha
 * "VP8X"  extended   flags at 20 (10 alpha, 02 animation), 24 bits of width - 1 at 24, of height - 1 at 27
 * </pre>
 *
 * <p>Its coding sets no bound to the pixels of a byte: one colour takes next to nothing at any size. An animation is refused by name.
 * Source: RFC 9649, sections 2 and 3, and RFC 6386, section 9.1.
 */
final class WebpPicture {
  private WebpPicture() {}

  static Picture read(PictureBytes data) {
    long end = 8 + (data.i32Low(4) & 0xffffffffL);
    if (end > data.length()) {
      throw data.bad("is a WebP that is cut short: it claims " + end + " bytes and has " + data.length());
    }
    if (data.has(12, "VP8X")) {
      return extended(data);
    }
    if (data.has(12, "VP8L") && data.u8(20) == 0x2f) {
      int bits = data.i32Low(21);
      return new Picture("WebP", 1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff), (bits >> 28 & 1) != 0, Picture.MOST_PIXELS);
    }
    if (data.has(12, "VP8 ") && data.has(23, "\u009d\u0001\u002a")) {
      return new Picture("WebP", data.u16Low(26) & 0x3fff, data.u16Low(28) & 0x3fff, false, Picture.MOST_PIXELS);
    }
    throw data.bad("is a damaged WebP: its first chunk is none of VP8, VP8L and VP8X");
  }

  private static Picture extended(PictureBytes data) {
    int flags = data.u8(20);
    if ((flags & 0x02) != 0) {
      throw data.bad("is an animated WebP; only single pictures are read");
    }
    int width = 1 + (data.u16Low(24) | data.u8(26) << 16);
    int height = 1 + (data.u16Low(27) | data.u8(29) << 16);
    return new Picture("WebP", width, height, (flags & 0x10) != 0, Picture.MOST_PIXELS);
  }
}
