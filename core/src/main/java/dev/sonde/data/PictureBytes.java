package dev.sonde.data;

/**
 * The bytes of an encoded picture and the name to call it by in messages; reads past the end say that it is cut short.
 *
 * @param bytes the whole file, not copied
 * @param name its path, or where else it came from
 */
record PictureBytes(byte[] bytes, String name) {

  int length() {
    return bytes.length;
  }

  /** The unsigned byte at {@code at}. */
  int u8(int at) {
    if (at < 0 || at >= bytes.length) {
      throw bad("is cut short: it ends after " + bytes.length + " bytes, in the middle of its header");
    }
    return bytes[at] & 0xff;
  }

  /** Two bytes, the high one first (JPEG, PNG). */
  int u16(int at) {
    return u8(at) << 8 | u8(at + 1);
  }

  /** Two bytes, the low one first (BMP, WebP). */
  int u16Low(int at) {
    return u8(at) | u8(at + 1) << 8;
  }

  /** Four bytes, the highest first. */
  int i32(int at) {
    return u16(at) << 16 | u16(at + 2);
  }

  /** Four bytes, the lowest first. */
  int i32Low(int at) {
    return u16Low(at) | u16Low(at + 2) << 16;
  }

  /** Whether the characters of {@code text} stand at {@code at}. */
  boolean has(int at, String text) {
    if (at < 0 || at > bytes.length - text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if ((bytes[at + i] & 0xff) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** A failure whose sentence begins with the picture's name. */
  BadData bad(String what) {
    return new BadData(name + " " + what);
  }
}
