package dev.sonde.store;

import dev.sonde.torch.Scope;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;

/**
 * The way of bytes between a file and a tensor's own memory: in blocks, because a Java buffer ends at 2 GiB, and never through the heap.
 * Each block is summed while the processor still has it at hand, so checksums cost no second walk through memory.
 */
final class Blocks {
  private static final long BLOCK = 1 << 20;

  /** Elements that libtorch copies on the thread that asks: one more, and a writer beside the training would call a second team of threads. */
  private static final long ALONE = 1 << 15;

  private Blocks() {}

  static List<Long> shape(Tensor tensor) {
    return Arrays.stream(tensor.shape()).boxed().toList();
  }

  /** Appends the elements of {@code tensor}, row-major whatever its layout, to {@code channel}; returns their checksum. */
  static String write(FileChannel channel, Tensor tensor) throws IOException {
    CRC32C sum = new CRC32C();
    try (Scope handles = Scope.silent()) {
      write(channel, tensor.detach().cpu(), sum);
    }
    return Checksum.text(sum);
  }

  private static void write(FileChannel channel, Tensor tensor, CRC32C sum) throws IOException {
    if (tensor.is_contiguous()) {
      append(channel, tensor, sum);
    } else if (tensor.numel() / tensor.size(0) > ALONE) {
      for (long row = 0; row < tensor.size(0); row++) {
        piece(channel, tensor.select(0, row), sum);
      }
    } else {
      long rows = Math.max(1, ALONE * tensor.size(0) / tensor.numel());
      for (long row = 0; row < tensor.size(0); row += rows) {
        piece(channel, tensor.narrow(0, row, Math.min(rows, tensor.size(0) - row)).contiguous(), sum);
      }
    }
  }

  /** Frees a piece before the next one is made, so that writing takes no memory of a tensor's size. */
  private static void piece(FileChannel channel, Tensor piece, CRC32C sum) throws IOException {
    write(channel, piece, sum);
    piece.close();
  }

  private static void append(FileChannel channel, Tensor flat, CRC32C sum) throws IOException {
    long bytes = flat.nbytes();
    for (long at = 0; at < bytes; at += BLOCK) {
      ByteBuffer block = block(flat, at, bytes);
      sum.update(block.duplicate());
      append(channel, block);
    }
  }

  /** Appends what remains of {@code bytes}. */
  static void append(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Fills the memory of {@code tensor}, which is contiguous and on the CPU, from {@code place} in the file; returns the checksum. */
  static String read(FileChannel channel, long place, Tensor tensor) throws IOException {
    CRC32C sum = new CRC32C();
    long bytes = tensor.nbytes();
    for (long at = 0; at < bytes; at += BLOCK) {
      sum.update(read(channel, place + at, block(tensor, at, bytes)));
    }
    return Checksum.text(sum);
  }

  /** The checksum of a stretch of the file, which is read and forgotten. */
  static String sum(FileChannel channel, Region region) throws IOException {
    CRC32C sum = new CRC32C();
    ByteBuffer block = ByteBuffer.allocateDirect((int) Math.min(region.bytes(), BLOCK));
    for (long at = region.begin(); at < region.end(); at += BLOCK) {
      sum.update(read(channel, at, block.clear().limit((int) Math.min(region.end() - at, BLOCK))));
    }
    return Checksum.text(sum);
  }

  /** Fills what remains of {@code buffer} from {@code place} in the file and returns it ready to be read. */
  static ByteBuffer read(FileChannel channel, long place, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, place + buffer.position()) < 0) {
        throw new EOFException();
      }
    }
    return buffer.flip();
  }

  private static ByteBuffer block(Tensor tensor, long at, long bytes) {
    return new BytePointer(tensor.data_ptr()).getPointer(at).capacity(Math.min(bytes - at, BLOCK)).asByteBuffer();
  }
}
