package dev.sonde.data;

/**
 * The header of a JPEG: marker segments {@code FF xx, length, …} up to the first scan.
 *
 * <p>What is refused by name: 12-bit samples, four components (CMYK) without Adobe's marker, since nothing then tells whether 0 means
 * no ink or full ink, more than a hundred scans, and a file without an end marker after its first scan, which was cut short. Decoders fill the missing part of such
 * a file with gray and say nothing.
 *
 * <p>Source: ITU-T T.81, annex B; Adobe Technical Note 5116 for the {@code APP14} segment.
 */
final class JpegPicture {
  private static final int SCAN = 0xda;
  private static final int END = 0xd9;
  private static final int ADOBE = 0xee;
  private static final int EXIF = 0xe1;
  private static final int ORIENTATION = 0x112;
  private static final int ARITHMETIC = 0xc9;
  /** Of a frame marker's last two bits. */
  private static final int PROGRESSIVE = 2;
  private static final int MOST_SCANS = 100;
  /** Of Huffman's coding: a block of 8x8 takes a bit or more, and no sampling leaves less than a quarter of the blocks. */
  private static final long PIXELS_A_BYTE = 4 * 64 * 8;

  private JpegPicture() {}

  static Picture read(PictureBytes data) {
    boolean adobe = false;
    int frame = -1;
    int at = 2;
    for (int marker = marker(data, at); marker != SCAN; marker = marker(data, at)) {
      at = afterFill(data, at);
      adobe |= marker == ADOBE && data.has(at + 2, "Adobe");
      frame = isFrame(marker) ? at : frame;
      at += segment(data, at);
    }
    if (frame < 0) {
      throw data.bad("is a damaged JPEG: its first scan comes before any frame header");
    }
    if (!ends(data, at)) {
      throw data.bad("is a JPEG that is cut short: it has no end marker in its " + data.length() + " bytes");
    }
    if ((data.u8(frame - 1) & 3) == PROGRESSIVE || data.u8(afterFill(data, at) + 2) < data.u8(frame + 7)) {
      checkScans(data, at);
    }
    return frame(data, frame, adobe);
  }

  /** A scan of a few bytes may go over every block once more: thousands of them would take minutes. */
  private static void checkScans(PictureBytes data, int first) {
    byte[] bytes = data.bytes();
    int scans = 0;
    for (int i = first; i < bytes.length - 1 && !(bytes[i] == (byte) 0xff && bytes[i + 1] == (byte) END); i++) {
      scans += bytes[i] == (byte) 0xff && bytes[i + 1] == (byte) SCAN ? 1 : 0;
    }
    if (scans > MOST_SCANS) {
      throw data.bad("is a JPEG of " + scans + " scans; at most " + MOST_SCANS + " are decoded, and few have more than 10");
    }
  }

  /** How EXIF turns and mirrors the picture: 1 is as stored, 5 to 8 make columns of rows. */
  static int orientation(PictureBytes data) {
    int at = 2;
    for (int marker = marker(data, at); marker != SCAN; marker = marker(data, at)) {
      at = afterFill(data, at);
      if (marker == EXIF && data.has(at + 2, "Exif\0\0")) {
        return orientation(data, at + 8, at + segment(data, at));
      }
      at += segment(data, at);
    }
    return 1;
  }

  /** Tag 0x0112 of the first directory of the TIFF that lies from {@code tiff} to {@code end}; 1, upright, where there is none (EXIF 2.32, 4.6.4). */
  private static int orientation(PictureBytes data, int tiff, int end) {
    boolean low = data.has(tiff, "II*\0");
    if (!low && !data.has(tiff, "MM\0*")) {
      return 1;
    }
    int directory = tiff + (low ? data.i32Low(tiff + 4) : data.i32(tiff + 4));
    if (directory < tiff || directory > end - 2) {
      return 1;
    }
    int entries = low ? data.u16Low(directory) : data.u16(directory);
    for (int entry = directory + 2; entries > 0 && entry <= end - 12; entries--, entry += 12) {
      if ((low ? data.u16Low(entry) : data.u16(entry)) == ORIENTATION) {
        int turn = low ? data.u16Low(entry + 8) : data.u16(entry + 8);
        return turn >= 1 && turn <= 8 ? turn : 1;
      }
    }
    return 1;
  }

  private static Picture frame(PictureBytes data, int at, boolean adobe) {
    int bits = data.u8(at + 2);
    if (bits != 8) {
      throw data.bad("is a JPEG with " + bits + "-bit samples; only 8-bit samples are read");
    }
    int components = data.u8(at + 7);
    if (components == 4 && !adobe) {
      throw data.bad("is a CMYK JPEG without Adobe's marker, so nothing says which way its inks count; convert it to RGB");
    }
    return new Picture("JPEG", data.u16(at + 5), data.u16(at + 3), false, pixels(data, at));
  }

  private static long pixels(PictureBytes data, int frame) {
    return data.u8(frame - 1) < ARITHMETIC ? data.length() * PIXELS_A_BYTE : Picture.MOST_PIXELS;
  }

  /** The marker at {@code at}, after any number of fill bytes. */
  private static int marker(PictureBytes data, int at) {
    if (data.u8(at) != 0xff) {
      throw data.bad("is a damaged JPEG: byte " + at + " is " + data.u8(at) + " where a marker, 255, must stand");
    }
    int marker = data.u8(afterFill(data, at) - 1);
    if (marker == END) {
      throw data.bad("is a JPEG without a picture: it ends before its first scan");
    }
    return marker;
  }

  /** The place behind the marker that starts at {@code at}. */
  private static int afterFill(PictureBytes data, int at) {
    int next = at;
    while (data.u8(next) == 0xff) {
      next++;
    }
    return next + 1;
  }

  private static int segment(PictureBytes data, int at) {
    int length = data.u16(at);
    if (length < 2) {
      throw data.bad("is a damaged JPEG: the segment at byte " + at + " claims a length of " + length + "; it must be at least 2");
    }
    return length;
  }

  /** SOF0 … SOF15, without DHT, JPG and DAC, which lie among them. */
  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /** Whether an end marker follows; within coded data FF is always followed by 00, so it cannot be met by chance. */
  private static boolean ends(PictureBytes data, int scan) {
    for (int i = data.length() - 2; i > scan; i--) {
      if (data.bytes()[i] == (byte) 0xff && data.bytes()[i + 1] == (byte) END) {
        return true;
      }
    }
    return false;
  }
}
