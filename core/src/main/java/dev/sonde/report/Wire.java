package dev.sonde.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A protocol-buffer message being written: each word appends one field and returns this.
 *
 * <p>A field is its key, the varint {@code number << 3 | type}, and its value: type 0 a varint (seven bits a byte, the lowest first, the high bit set on all but
 * the last), type 1 eight bytes, type 2 a varint of the length and the bytes, type 5 four bytes; the lowest byte first throughout. Order and absence of fields
 * mean nothing, repetition means a list. Source: Protocol Buffers documentation, "Encoding".
 */
final class Wire {
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();

  /** An {@code int64}. */
  Wire whole(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  /** A {@code double}. */
  Wire real(int field, double value) {
    varint((long) field << 3 | 1);
    message.writeBytes(ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array());
    return this;
  }

  /** A {@code float}. */
  Wire single(int field, float value) {
    varint((long) field << 3 | 5);
    message.writeBytes(ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
    return this;
  }

  /** A {@code string}. */
  Wire text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A message within this one. */
  Wire message(int field, Wire value) {
    return bytes(field, value.toBytes());
  }

  byte[] toBytes() {
    return message.toByteArray();
  }

  private Wire bytes(int field, byte[] value) {
    varint((long) field << 3 | 2);
    varint(value.length);
    message.writeBytes(value);
    return this;
  }

  private void varint(long value) {
    long rest = value;
    for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
      message.write((int) (rest & 0x7f | 0x80));
    }
    message.write((int) rest);
  }
}
