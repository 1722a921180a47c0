package dev.sonde.store;

import dev.sonde.data.BadData;
import dev.sonde.net.Plain;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The directory of a zip archive whose entries are stored as they are, so that each is a {@link Region} of the file: what
 * {@code torch.save} writes.
 *
 * <p>The format, little-endian, from the end: the end record ({@code PK 5 6}, in the last 65,557 bytes) says where the central directory
 * begins and how long it is; above 4 GiB the zip64 end record ({@code PK 6 6}, found through the locator {@code PK 6 7} before the end
 * record) says so instead. The directory holds for each entry ({@code PK 1 2}) its method, sizes, name, and the place of its local header
 * ({@code PK 3 4}), behind which its bytes lie.
 *
 * <p>A compressed or encrypted entry is refused, so nothing here grows when it is read; so are entries that together claim more bytes
 * than the file has.
 *
 * <p>Source: PKWARE APPNOTE 6.3.3, sections 4.3 and 4.5.3.
 */
final class Zip {
  private static final int END = 22;
  private static final int LONGEST_COMMENT = 65_535;
  private static final int LARGEST_DIRECTORY = 1 << 26;
  private static final long IN_ZIP64 = 0xffff_ffffL;

  private final String file;
  private final FileChannel channel;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * @param header place of the local header
   */
  private record Entry(long header, long bytes) {}

  private Zip(String file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Reads the directory; throws {@link BadData} where the archive is cut short, compressed, or contradicts itself. */
  static Zip read(String file, FileChannel channel) throws IOException {
    Zip zip = new Zip(file, channel);
    zip.directory(zip.end());
    long left = channel.size();
    for (Map.Entry<String, Entry> entry : zip.entries.entrySet()) {
      if (entry.getValue().bytes > left) {
        throw new BadData("%s was refused: its entries claim more than the %d bytes that the whole file has; %s alone claims %d".formatted(
            file, channel.size(), Plain.text(entry.getKey()), entry.getValue().bytes));
      }
      left -= entry.getValue().bytes;
    }
    return zip;
  }

  Set<String> names() {
    return entries.keySet();
  }

  /** Where the bytes of {@code name} lie; throws {@link BadData} where there is no such entry. */
  Region region(String name) throws IOException {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new BadData("%s is damaged: it has no entry %s".formatted(file, Plain.text(name)));
    }
    ByteBuffer local = at(entry.header, 30);
    if (local.getInt(0) != 0x04034b50) {
      throw new BadData("%s is damaged: its entry %s is not where the directory says".formatted(file, Plain.text(name)));
    }
    long begin = entry.header + 30 + (local.getShort(26) & 0xffff) + (local.getShort(28) & 0xffff);
    if (begin + entry.bytes > channel.size()) {
      throw new BadData("%s is damaged: its entry %s of %d bytes begins at byte %d of %d".formatted(file, Plain.text(name), entry.bytes,
          begin, channel.size()));
    }
    return new Region(begin, entry.bytes);
  }

  /** Where the central directory lies. */
  private Region end() throws IOException {
    long size = channel.size();
    int length = (int) Math.min(size, END + LONGEST_COMMENT);
    ByteBuffer tail = at(size - length, length);
    for (int at = length - END; at >= 0; at--) {
      if (tail.getInt(at) == 0x06054b50) {
        Region found = new Region(Integer.toUnsignedLong(tail.getInt(at + 16)), Integer.toUnsignedLong(tail.getInt(at + 12)));
        return found.begin() == IN_ZIP64 || found.bytes() == IN_ZIP64 ? end64(size - length + at) : found;
      }
    }
    throw new BadData("%s is damaged: it begins as a zip archive but has no directory at its end; was it cut short?".formatted(file));
  }

  private Region end64(long end) throws IOException {
    ByteBuffer locator = at(end - 20, 20);
    ByteBuffer record = at(locator.getLong(8), 56);
    if (locator.getInt(0) != 0x07064b50 || record.getInt(0) != 0x06064b50) {
      throw new BadData("%s is damaged: its zip64 directory is not where the end says".formatted(file));
    }
    return new Region(record.getLong(48), record.getLong(40));
  }

  private void directory(Region region) throws IOException {
    if (region.bytes() < 0 || region.bytes() > LARGEST_DIRECTORY) {
      throw new BadData("%s was refused: its zip directory of %s bytes is longer than %d".formatted(
          file, Long.toUnsignedString(region.bytes()), LARGEST_DIRECTORY));
    }
    ByteBuffer all = at(region.begin(), (int) region.bytes());
    while (all.remaining() >= 46) {
      entry(all);
    }
    if (all.hasRemaining()) {
      throw new BadData("%s is damaged: its zip directory ends inside an entry".formatted(file));
    }
  }

  private void entry(ByteBuffer all) {
    int at = all.position();
    int nameLength = all.getShort(at + 28) & 0xffff;
    int extraLength = all.getShort(at + 30) & 0xffff;
    int length = 46 + nameLength + extraLength + (all.getShort(at + 32) & 0xffff);
    if (all.getInt(at) != 0x02014b50 || length > all.remaining()) {
      throw new BadData("%s is damaged: its zip directory has no entry at byte %d".formatted(file, at));
    }
    String name = StandardCharsets.UTF_8.decode(all.slice(at + 46, nameLength)).toString();
    if (all.getShort(at + 10) != 0 || (all.getShort(at + 8) & 1) != 0) {
      throw new BadData("%s was refused: its entry %s is compressed or encrypted, which torch.save never does".formatted(file,
          Plain.text(name)));
    }
    Entry entry = wide(name, all.slice(at + 46 + nameLength, extraLength).order(ByteOrder.LITTLE_ENDIAN),
        Integer.toUnsignedLong(all.getInt(at + 24)), Integer.toUnsignedLong(all.getInt(at + 42)));
    if (entries.put(name, entry) != null) {
      throw new BadData("%s is damaged: it has two entries %s".formatted(file, Plain.text(name)));
    }
    all.position(at + length);
  }

  /** Numbers that need 64 bits stand in the extra field 1: size, stored size, place, those that are all ones in the directory. */
  private Entry wide(String name, ByteBuffer extra, long bytes, long header) {
    while ((bytes == IN_ZIP64 || header == IN_ZIP64) && extra.remaining() >= 4) {
      int kind = extra.getShort();
      int length = Math.min(extra.getShort() & 0xffff, extra.remaining());
      if (kind == 1) {
        ByteBuffer field = extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        long wideBytes = bytes == IN_ZIP64 && field.remaining() >= 16 ? Math.min(field.getLong(), field.getLong()) : bytes;
        return new Entry(header == IN_ZIP64 && field.remaining() >= 8 ? field.getLong() : header, checked(name, wideBytes));
      }
      extra.position(extra.position() + length);
    }
    return new Entry(header, checked(name, bytes));
  }

  private long checked(String name, long bytes) {
    if (bytes < 0) {
      throw new BadData("%s is damaged: its entry %s claims %s bytes".formatted(file, Plain.text(name), Long.toUnsignedString(bytes)));
    }
    return bytes;
  }

  private ByteBuffer at(long place, int bytes) throws IOException {
    if (place < 0 || place > channel.size() - bytes) {
      throw new BadData("%s is damaged: its zip directory points outside of its %d bytes".formatted(file, channel.size()));
    }
    try {
      return Blocks.read(channel, place, ByteBuffer.allocate(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    } catch (EOFException cut) {
      throw new BadData("%s is damaged: it was cut short while it was read".formatted(file), cut);
    }
  }
}
