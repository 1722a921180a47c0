package dev.sonde.report;

/** CRC-32C bit by bit, from its polynomial (RFC 3720, section 12.1), and TensorFlow's mask; slow, and not {@code java.util.zip}'s. */
final class Castagnoli {
  private static final int REVERSED_POLYNOMIAL = 0x82f63b78;

  private Castagnoli() {}

  static int crc(byte[] bytes) {
    int crc = -1;
    for (byte b : bytes) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : REVERSED_POLYNOMIAL);
      }
    }
    return ~crc;
  }

  static int masked(byte[] bytes) {
    int crc = crc(bytes);
    return (crc >>> 15 | crc << 17) + 0xa282ead8;
  }
}
