package dev.sonde.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches the live page through a bare socket: no file leaves the machine by it, and it goes on answering. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileRequestsTest {
  private static final String SECRET = "the secret beside the run";
  private static final int FUZZED = Integer.getInteger("sonde.fuzz", 500);

  @TempDir Path folder;

  private Live live;

  @BeforeEach
  void open() throws IOException {
    Files.writeString(folder.resolve("secret.txt"), SECRET);
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.writeString(run.resolve("notes.txt"), SECRET);
    new RunFixture(run).network("nobody's", List.of("pool4")).length(1, 2).run();
    live = Live.open(run, 0);
  }

  @AfterEach
  void close() {
    live.close();
  }

  private Socket socket() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), live.address().getPort());
    socket.setSoTimeout(15_000);
    return socket;
  }

  /** The whole answer; empty where the connection is cut. */
  private String answer(byte[] request) throws IOException {
    try (Socket socket = socket()) {
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (SocketException cut) {
      return "";
    }
  }

  private String asked(String line, String... headers) throws IOException {
    String host = "localhost:" + live.address().getPort();
    return answer((line + "\r\nHost: " + host + "\r\nConnection: close\r\n" + String.join("", headers) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  private void assertServes() throws IOException {
    assertTrue(asked("GET /data.json HTTP/1.1").startsWith("HTTP/1.1 200 OK"), "the page is served no more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%2e%2e%2fsecret.txt", "/notes.txt", "/./notes.txt", "//notes.txt", "/%5c..%5csecret.txt",
      "/data.json/../notes.txt", "/data.json%00.txt", "/data.json?file=notes.txt/../..", "file:///etc/passwd", "http://localhost/../secret.txt", "/\u00e9", "*", "/etc/passwd"})
  void no_path_reaches_a_file(String path) throws IOException {
    String answer = asked("GET " + path + " HTTP/1.1");
    assertFalse(answer.contains(SECRET) || answer.contains("root:"), answer);
    assertTrue(path.contains("?") ? answer.startsWith("HTTP/1.1 200") : answer.isEmpty() || answer.matches("(?s)HTTP/1.1 (400|404) .*"), answer);
    assertServes();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.2", "0.0.0.0", "[::]", "localhost@evil.example", "evil.example#localhost",
      "localhost, evil.example", "", "169.254.169.254"})
  void another_name_of_the_host_is_refused(String host) throws IOException {
    String answer = answer(("GET /data.json HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE", "CONNECT", "PUT", "get", "PROPFIND", "\u0001"})
  void another_method_is_refused(String method) throws IOException {
    String answer = asked(method + " /data.json HTTP/1.1", "Content-Length: 0\r\n");
    assertFalse(answer.startsWith("HTTP/1.1 200") || answer.contains("\"kind\""), answer);
    assertServes();
  }

  @Test
  void a_line_without_end_is_cut_off() throws IOException {
    byte[] block = "a".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
    long sent = 0;
    try (Socket socket = socket()) {
      OutputStream out = socket.getOutputStream();
      out.write("GET /".getBytes(StandardCharsets.US_ASCII));
      for (; sent < 256L << 20; sent += block.length) {
        out.write(block);
      }
    } catch (SocketException cut) {
      assertTrue(sent < 64L << 20, sent + " bytes were taken");
    }
    assertTrue(sent < 256L << 20, "the server read on and on");
    assertServes();
  }

  @Test
  void many_headers_are_refused() throws IOException {
    assertFalse(asked("GET /data.json HTTP/1.1", "X: y\r\n".repeat(100_000)).startsWith("HTTP/1.1 200"));
    assertServes();
  }

  /** Each of them holds a request that it never finishes; fewer than the server has threads would prove nothing. */
  @Test
  void slow_clients_are_given_up_and_others_are_served() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        Socket socket = socket();
        socket.getOutputStream().write("GET /data.j".getBytes(StandardCharsets.US_ASCII));
        slow.add(socket);
      }
      long begun = System.nanoTime();
      String answer = "";
      while (!answer.startsWith("HTTP/1.1 200") && System.nanoTime() - begun < 40_000_000_000L) {
        answer = asked("GET /data.json HTTP/1.1");
      }
      assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void noise_is_answered_or_cut() throws IOException {
    byte[] whole = ("GET /data.json HTTP/1.1\r\nHost: localhost:" + live.address().getPort() + "\r\nConnection: close\r\nRange: bytes=0-1\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    Random random = new Random(7);
    int served = 0;
    for (int i = 0; i < FUZZED; i++) {
      byte[] request = whole.clone();
      for (int n = random.nextInt(5); n > 0; n--) {
        request[random.nextInt(request.length)] = (byte) random.nextInt(256);
      }
      String answer = answer(request);
      assertFalse(answer.contains(SECRET), answer);
      served += answer.startsWith("HTTP/1.1 200") ? 1 : 0;
    }
    assertTrue(served > 0 && served < FUZZED, served + " of " + FUZZED + " were served");
    assertServes();
  }

  @Test
  void it_says_what_it_is_bound_to() {
    assertEquals("127.0.0.1", live.address().getHost());
  }
}
