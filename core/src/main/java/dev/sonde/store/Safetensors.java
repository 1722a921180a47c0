package dev.sonde.store;

import dev.sonde.data.BadData;
import dev.sonde.net.Plain;
import dev.sonde.torch.Native;
import dev.sonde.torch.Scope;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * A safetensors file, open for reading: named tensors and free texts, the form that Python's {@code safetensors} reads and writes.
 *
 * <p>The format, all numbers little-endian:
 * <table>
 *   <caption>field by field</caption>
 *   <tr><th>bytes</th><th>field</th><th>bound</th></tr>
 *   <tr><td>8</td><td>N, length of the header, unsigned</td><td>at most 100,000,000 and the rest of the file</td></tr>
 *   <tr><td>N</td><td>the header: one JSON object in UTF-8, padded with spaces so that 8 + N is a multiple of 8</td>
 *       <td>no key twice</td></tr>
 *   <tr><td>the rest</td><td>the tensors' elements, each tensor in row-major order of its logical shape</td><td>covered exactly</td></tr>
 * </table>
 * Each key of the header is a tensor's name, with
 * <pre>
 * "conv1.weight": {"dtype": "F32",                  F64 F32 F16 BF16 I64 I32 I16 I8 U8 BOOL, see {@link Dtype}
 *                  "shape": [64, 3, 7, 7],          [] is a single number; a 0 makes an empty tensor
 *                  "data_offsets": [0, 37632]}      first byte, byte after the last, counted from the end of the header
 * </pre>
 * except {@code __metadata__}, which maps texts to texts. Files written here begin it with two texts that {@link #metadata} leaves out:
 * <pre>
 * "checksum":  "1b2f00aa"                          CRC-32C of the N bytes of the header, these eight digits counted as 00000000
 * "checksums": "{\"conv1.weight\":\"90c1d54e\"}"    JSON, tensor to CRC-32C of its bytes in the file; every tensor, none else
 * </pre>
 * CRC-32C as in RFC 3720 (appendix B.4), eight lower-case hexadecimal digits. Where {@code checksums} is there, the header is held to
 * {@code checksum} when the file is opened, and each tensor to its own whenever it is read; without it (a file from elsewhere) nothing is
 * compared. Any single flipped bit, and any burst of up to 32, is found. Sorted by offset, every tensor begins where the one before ends, and the last
 * ends where the file does. {@link #write} lays wide elements before narrow ones, so that each tensor is aligned to its width,
 * while the header keeps the caller's order.
 *
 * <p>Source: the format section of the README of github.com/huggingface/safetensors and its reference reader.
 *
 * <p>Reads are positioned: tensors beyond 2 GiB work, and threads may share one object.
 */
public final class Safetensors implements AutoCloseable {
  private final String file;
  private final FileChannel channel;
  private final Header header;
  private final long start;

  private Safetensors(String file, FileChannel channel, Header header, long start) {
    this.file = file;
    this.channel = channel;
    this.header = header;
    this.start = start;
  }

  /**
   * Writes {@code tensors} to {@code file}, which is replaced in one instant or not at all ({@link AtomicFile}).
   * Tensors of any layout and device are stored row-major; nothing is copied to the Java heap.
   *
   * @throws IllegalArgumentException if a tensor has a type that the format does not know, or the name {@code __metadata__}
   * @throws UncheckedIOException     if the file cannot be written; the old one is unchanged
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    Plan plan = Plan.of(tensors, metadata);
    AtomicFile.write(file, plan.bytes(), channel -> plan.writeTo(channel, tensors));
  }

  /**
   * Opens a file and checks its header against its length.
   *
   * @throws BadData              if the file is damaged or something else
   * @throws UncheckedIOException if it cannot be read
   */
  public static Safetensors open(Path file) {
    FileChannel channel = channel(file);
    try {
      return read(file.toString(), channel);
    } catch (IOException failure) {
      close(channel);
      throw new UncheckedIOException("cannot read " + file + ": " + failure.getMessage(), failure);
    } catch (RuntimeException damaged) {
      close(channel);
      throw damaged;
    }
  }

  static FileChannel channel(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new UncheckedIOException(new IOException("cannot read " + file + ": it is a folder"));
      }
      return FileChannel.open(file);
    } catch (NoSuchFileException missing) {
      throw new UncheckedIOException("cannot read " + file + ": there is no such file", missing);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + file + ": " + failure.getMessage(), failure);
    }
  }

  private static Safetensors read(String file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw new BadData("%s is damaged or no safetensors file: it has %d bytes, the length of the header alone takes 8".formatted(
          file, size));
    }
    long length = Blocks.read(channel, 0, ByteBuffer.allocate(8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > Header.LONGEST || length > size - 8) {
      throw new BadData("%s is damaged or no safetensors file: it announces a header of %s bytes, possible are 2 to %d".formatted(
          file, Long.toUnsignedString(length), Math.min(Header.LONGEST, size - 8)));
    }
    byte[] text = Blocks.read(channel, 8, ByteBuffer.allocate((int) length)).array();
    return new Safetensors(file, channel, Header.parse(file, text, size - 8 - length), 8 + length);
  }

  /** The free texts of the header by key. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  /** The names of the tensors in the header's order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(header.entries().keySet());
  }

  /** The sizes of a tensor's dimensions, as {@code [64, 3, 7, 7]}. */
  public List<Long> shape(String name) {
    return entry(name).shape();
  }

  /** The type of a tensor's elements. */
  public Dtype dtype(String name) {
    return entry(name).dtype();
  }

  /**
   * A tensor of the file as a new one on the CPU; it belongs to the caller's innermost scope.
   *
   * @throws IllegalArgumentException if the file has no tensor of that name
   * @throws BadData                  if its bytes do not have their checksum
   */
  public Tensor tensor(String name) {
    Native.load();
    Entry entry = entry(name);
    Tensor tensor = torch.empty(entry.sizes(), new TensorOptions(entry.dtype().scalar()), new MemoryFormatOptional());
    fill(name, entry, tensor);
    return tensor;
  }

  /**
   * Copies a tensor of the file over the values of {@code target}, whatever its layout and device; between floating types it converts.
   *
   * @throws BadData if the file's tensor has another shape, or one of the two is floating and the other is not
   */
  public void copyInto(String name, Tensor target) {
    Entry entry = entry(name);
    Dtype type = Dtype.of(name, target);
    if (!entry.shape().equals(Blocks.shape(target))) {
      throw new BadData("%s does not fit: its tensor \"%s\" is %s, expected is %s".formatted(
          file, name, entry.shape(), Blocks.shape(target)));
    }
    if (type != entry.dtype() && !(type.floating() && entry.dtype().floating())) {
      throw new BadData("%s does not fit: its tensor \"%s\" holds %s, expected is %s".formatted(file, name, entry.dtype(), type));
    }
    try (Scope scope = Scope.silent()) {
      target.detach().copy_(tensor(name));
    }
  }

  @Override
  public void close() {
    close(channel);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * Reads every tensor once, keeping none.
   *
   * @throws BadData              naming the first whose bytes do not have their checksum; a file without checksums passes
   * @throws UncheckedIOException if the file cannot be read
   */
  public void verify() {
    header.entries().forEach((name, entry) -> reading(name,
        () -> check(name, Blocks.sum(channel, new Region(start + entry.begin(), entry.bytes())))));
  }

  private void fill(String name, Entry entry, Tensor tensor) {
    reading(name, () -> check(name, Blocks.read(channel, start + entry.begin(), tensor)));
  }

  private void check(String name, String sum) {
    String said = header.sums().getOrDefault(name, sum);
    if (!said.equals(sum)) {
      throw new BadData("%s is damaged: the checksum of its tensor %s is %s, but its header says %s".formatted(
          file, Plain.quoted(name), sum, said));
    }
  }

  /** What touches the disk. */
  private interface Look {
    void run() throws IOException;
  }

  private void reading(String name, Look look) {
    try {
      look.run();
    } catch (EOFException cut) {
      throw new BadData("%s is damaged: it ends inside tensor %s".formatted(file, Plain.quoted(name)), cut);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read tensor " + Plain.quoted(name) + " of " + file + ": " + failure.getMessage(), failure);
    }
  }

  private Entry entry(String name) {
    return Optional.ofNullable(header.entries().get(name)).orElseThrow(() -> new IllegalArgumentException(
        "no tensor named \"%s\" in %s; it has %s".formatted(name, file, String.join(", ", names()))));
  }
}
