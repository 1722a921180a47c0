package dev.sonde.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The way of one file from the net to the disk.
 *
 * <p>Bytes gather in {@code NAME.part}. What an interrupted transfer left there is continued with a {@code Range} request, or begun
 * anew if the server does not answer with 206. Only when length and SHA-256 are right does the file get its name, in one
 * atomic move; when they are not, the part is deleted.
 */
final class Transfer {
  private static final int CONNECT_MILLIS = 20_000;
  private static final int SILENCE_MILLIS = 60_000;
  /** Bytes a second below which a server is given up; what came is kept. */
  private static final int SLOWEST = 256;

  private final Remote remote;
  private final Path target;
  private final Path part;
  private final LongConsumer progress;
  private final int silence;

  Transfer(Remote remote, Path folder, LongConsumer progress) {
    this(remote, folder, progress, SILENCE_MILLIS);
  }

  /** One that waits {@code silence} milliseconds for a server. */
  Transfer(Remote remote, Path folder, LongConsumer progress, int silence) {
    this.remote = remote;
    this.target = folder.resolve(remote.name());
    this.part = folder.resolve(remote.name() + ".part");
    this.progress = progress;
    this.silence = silence;
  }

  /** Brings the file, from the first address that gives it. */
  Path run() {
    if (Files.isRegularFile(target) && fits(target)) {
      progress.accept(remote.bytes());
      return target;
    }
    @Nullable RuntimeException failure = null;
    for (URI address : remote.addresses()) {
      try {
        return from(address);
      } catch (UncheckedIOException | BadData e) {
        failure = failure == null ? e : failure;
      }
    }
    throw failure == null ? new IllegalStateException("a remote file without an address") : failure;
  }

  private Path from(URI address) {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock(channel);
      boolean continued = receive(address, channel);
      if (continued && !fits(part)) {
        // The beginning was of another file, or damaged; the address deserves a second chance from the start.
        channel.truncate(0);
        receive(address, channel);
      }
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException(Sentence.of(address + " did not arrive: " + reason(e) + "; " + kept()), e);
    }
    return settled(address);
  }

  private static String reason(IOException e) {
    return e instanceof UnknownHostException ? "no address is known for " + e.getMessage() + " (is there a network?)"
        : e instanceof SocketTimeoutException ? "the server did not answer in time"
        : e.getMessage() == null ? "the connection broke" : e.getMessage();
  }

  /** Keeps others away from the part until the channel is closed. */
  private void lock(FileChannel channel) throws IOException {
    boolean free;
    try {
      free = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      free = false;
    }
    if (!free) {
      throw new IOException("another download is writing " + part);
    }
  }

  /** Appends what is missing to the part; returns whether it began with bytes of an earlier attempt. */
  private boolean receive(URI address, FileChannel channel) throws IOException {
    long held = channel.size();
    if (held >= remote.bytes()) {
      held = fits(part) ? held : 0;
    }
    if (held == remote.bytes()) {
      return false;
    }
    HttpURLConnection connection = connect(address, held);
    try {
      boolean continued = answered(address, connection, held);
      channel.truncate(continued ? held : 0).position(continued ? held : 0);
      copy(address, connection, channel);
      return continued;
    } finally {
      connection.disconnect();
    }
  }

  private HttpURLConnection connect(URI address, long held) throws IOException {
    if (!(address.toURL().openConnection() instanceof HttpURLConnection connection)) {
      throw new IOException("only http and https addresses are read");
    }
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(silence);
    connection.setRequestProperty("User-Agent", "sonde");
    connection.setRequestProperty("Accept-Encoding", "identity");
    if (held > 0) {
      connection.setRequestProperty("Range", "bytes=" + held + "-");
    }
    return connection;
  }

  /** Whether the answer continues behind {@code held} bytes. */
  private boolean answered(URI address, HttpURLConnection connection, long held) throws IOException {
    int status = connection.getResponseCode();
    if (status != HttpURLConnection.HTTP_OK && status != HttpURLConnection.HTTP_PARTIAL) {
      String words = connection.getResponseMessage();
      throw new IOException(status < 0 ? "the server's answer is not HTTP"
          : "the server answered " + status + (words == null ? "" : " " + words));
    }
    boolean continued = status == HttpURLConnection.HTTP_PARTIAL;
    String range = connection.getHeaderField("Content-Range");
    if (continued && (range == null || !range.startsWith("bytes " + held + "-"))) {
      throw new IOException("the server was asked for bytes from " + held + " on and answered with "
          + (range == null ? "no range" : "the range " + range));
    }
    long announced = connection.getContentLengthLong();
    long missing = remote.bytes() - (continued ? held : 0);
    if (announced >= 0 && announced != missing) {
      throw new BadData(address + " announces " + announced + " bytes where " + missing + " are missing; it is not the known file");
    }
    return continued;
  }

  private void copy(URI address, HttpURLConnection connection, FileChannel channel) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long since = System.nanoTime();
    long before = channel.position();
    try (InputStream stream = connection.getInputStream()) {
      for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
        if (channel.position() + read > remote.bytes()) {
          channel.truncate(0);
          throw new BadData(address + " sends more than the " + remote.bytes() + " bytes of the known file");
        }
        ByteBuffer filled = ByteBuffer.wrap(buffer, 0, read);
        while (filled.hasRemaining()) {
          channel.write(filled);
        }
        progress.accept(channel.position());
        long millis = (System.nanoTime() - since) / 1_000_000;
        if (millis > silence && channel.position() - before < SLOWEST * millis / 1000) {
          throw new IOException("the server sends less than " + SLOWEST + " bytes a second");
        }
      }
    }
    if (channel.position() < remote.bytes()) {
      throw new IOException("the connection ended after " + channel.position() + " of " + remote.bytes() + " bytes");
    }
  }

  private Path settled(URI address) {
    try {
      String digest = digest(part);
      if (!digest.equals(remote.sha256())) {
        Files.delete(part);
        throw new BadData(address + " is not the known file: its SHA-256 is " + digest + ", it must be " + remote.sha256());
      }
      return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(target + " cannot be written: " + e.getMessage(), e);
    }
  }

  private boolean fits(Path file) {
    try {
      return Files.size(file) == remote.bytes() && digest(file).equals(remote.sha256());
    } catch (IOException e) {
      throw WholeFile.unreadable(file, e);
    }
  }

  private static String digest(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private String kept() {
    return part.toFile().length() > 0 ? "what came is kept in " + part + ", and the same command continues there" : "nothing came";
  }
}
