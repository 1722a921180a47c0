package dev.sonde.report;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A TensorBoard event file being written: TFRecords, each holding one protocol-buffer message {@code Event}.
 *
 * <pre>
 * record   length            uint64, the lowest byte first, as all numbers here
 *          masked CRC of the length's eight bytes        uint32
 *          the message       length bytes
 *          masked CRC of the message                     uint32
 *
 * Event    1 wall_time       double, seconds since 1970
 *          2 step            int64
 *          3 file_version    string, "brain.Event:2" in the first event and nowhere else
 *          5 summary         Summary
 *          7 session_log     SessionLog
 * SessionLog 1 status       1, START: TensorBoard drops what other files hold of this step and later ones
 * Summary  1 value           list of Value
 * Value    1 tag             string, such as loss/main; TensorBoard groups by what stands before the first slash
 *          2 simple_value    float
 * </pre>
 * The CRC is CRC-32C (Castagnoli), masked as {@code (crc >>> 15 | crc << 17) + 0xa282ead8}. Sources, in TensorFlow:
 * {@code core/util/event.proto}, {@code core/framework/summary.proto}, {@code core/lib/io/record_writer.h}, {@code core/lib/hash/crc32c.h}.
 */
final class EventFile implements Closeable {
  private static final int MASK = 0xa282ead8;

  private final OutputStream out;

  private EventFile(OutputStream out) {
    this.out = out;
  }

  /** Creates {@code file} and writes its first event. */
  static EventFile create(Path file) throws IOException {
    EventFile events = new EventFile(new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)));
    events.record(event(0).text(3, "brain.Event:2"));
    return events;
  }

  /** Writes one event with these values by tag. */
  void scalars(long step, Map<String, Double> values) throws IOException {
    Wire summary = new Wire();
    values.forEach((tag, value) -> summary.message(1, new Wire().text(1, tag).single(2, value.floatValue())));
    record(event(step).message(5, summary));
  }

  /** Writes that the run goes on here: what was written of {@code step} and later ones is taken back. */
  void restart(long step) throws IOException {
    record(event(step).message(7, new Wire().whole(1, 1)));
  }

  private static Wire event(long step) {
    return new Wire().real(1, System.currentTimeMillis() / 1e3).whole(2, step);
  }

  private void record(Wire event) throws IOException {
    byte[] message = event.toBytes();
    byte[] length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(message.length).array();
    out.write(length);
    out.write(masked(length));
    out.write(message);
    out.write(masked(message));
  }

  private static byte[] masked(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
  }

  void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
