package dev.sonde.data;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server that answers every request with the same bytes, whatever they are, and then hangs up or goes on for ever. */
final class Speaker implements Closeable {
  /**
   * What is said: a beginning, and what follows it again and again (empty: silence) after {@code pause} milliseconds; null: nothing, it
   * hangs up.
   */
  private record Speech(byte[] start, byte[] again, int pause) {}

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private volatile Speech speech = new Speech(new byte[0], null, 0);

  Speaker() throws IOException {
    Thread thread = new Thread(this::serve, "speaker");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  void says(byte[] bytes) {
    speech = new Speech(bytes, null, 0);
  }

  void saysForEver(byte[] start, byte[] again, int pauseMillis) {
    speech = new Speech(start, again, pauseMillis);
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket one = socket.accept()) {
        one.setSoTimeout(2000);
        request(one.getInputStream());
        answer(one.getOutputStream());
      } catch (IOException | InterruptedException e) {
        // the other side hung up, which is what it should do with such a server
      }
    }
  }

  private static void request(InputStream in) throws IOException {
    int last = 0;
    while (last != 0x0d0a0d0a) {
      int read = in.read();
      if (read < 0) {
        throw new EOFException();
      }
      last = last << 8 | read;
    }
  }

  private void answer(OutputStream out) throws IOException, InterruptedException {
    Speech now = speech;
    out.write(now.start);
    out.flush();
    while (now.again != null && speech == now && !socket.isClosed()) {
      out.write(now.again);
      out.flush();
      Thread.sleep(now.pause);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
