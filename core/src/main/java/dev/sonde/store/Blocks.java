package dev.sonde.store;

import dev.sonde.torch.Scope;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;

/**
 * The way of bytes between a file and a tensor's own memory: in blocks, because a Java buffer ends at 2 GiB, and never through the heap.
 */
final class Blocks {
  private static final long BLOCK = 1 << 26;

  private Blocks() {}

  static List<Long> shape(Tensor tensor) {
    return Arrays.stream(tensor.shape()).boxed().toList();
  }

  /** Appends the elements of {@code tensor}, row-major, to {@code channel}. */
  static void write(FileChannel channel, Tensor tensor) throws IOException {
    try (Scope handles = Scope.silent()) {
      Tensor flat = tensor.detach().cpu().contiguous();
      long bytes = flat.nbytes();
      for (long at = 0; at < bytes; at += BLOCK) {
        ByteBuffer block = block(flat, at, bytes);
        while (block.hasRemaining()) {
          channel.write(block);
        }
      }
    }
  }

  /** Fills the memory of {@code tensor}, which is contiguous and on the CPU, from {@code place} in the file. */
  static void read(FileChannel channel, long place, Tensor tensor) throws IOException {
    long bytes = tensor.nbytes();
    for (long at = 0; at < bytes; at += BLOCK) {
      read(channel, place + at, block(tensor, at, bytes));
    }
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
