package dev.sonde.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A channel that reads where the real one reads; writing is a matter of the {@link Disk}. */
abstract class DiskChannel extends FileChannel {
  final FileChannel real;

  DiskChannel(FileChannel real) {
    this.real = real;
  }

  @Override
  public int read(ByteBuffer bytes) throws IOException {
    return real.read(bytes);
  }

  @Override
  public long read(ByteBuffer[] bytes, int offset, int length) throws IOException {
    return real.read(bytes, offset, length);
  }

  @Override
  public int read(ByteBuffer bytes, long at) throws IOException {
    return real.read(bytes, at);
  }

  @Override
  public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
    long written = 0;
    for (int i = offset; i < offset + length; i++) {
      while (bytes[i].hasRemaining()) {
        written += write(bytes[i]);
      }
    }
    return written;
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long at) throws IOException {
    real.position(at);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public long transferTo(long at, long count, WritableByteChannel to) throws IOException {
    return real.transferTo(at, count, to);
  }

  @Override
  public long transferFrom(ReadableByteChannel from, long at, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long at, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long at, long size, boolean shared) throws IOException {
    return real.lock(at, size, shared);
  }

  @Override
  public FileLock tryLock(long at, long size, boolean shared) throws IOException {
    return real.tryLock(at, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }
}
