package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadsTest {
  private static final byte[] FILE = bytes();

  @TempDir
  Path home;

  private HttpServer server;
  private byte[] served = FILE;
  private int cut = Integer.MAX_VALUE;
  private boolean ranges = true;
  private int status = 200;
  private final List<String> asked = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void file_arrives_under_its_name_and_the_folder_holds_nothing_else() throws IOException {
    List<Long> seen = new ArrayList<>();
    Path folder = Downloads.in(home).watched((file, done, total) -> seen.add(done)).fetch(set(FILE));
    assertArrayEquals(FILE, Files.readAllBytes(folder.resolve("blob.bin")));
    assertEquals(List.of("toy"), names(home));
    assertEquals(List.of("blob.bin", "classes.txt"), names(folder));
    assertEquals(FILE.length, seen.get(seen.size() - 1));
  }

  @Test
  void set_that_is_there_is_not_asked_for_again() {
    Downloads.in(home).fetch(set(FILE));
    Downloads.in(home).fetch(set(FILE));
    assertEquals(1, asked.size());
  }

  @Test
  void interrupted_download_leaves_only_a_part_and_continues_there() throws IOException {
    cut = 70_000;
    UncheckedIOException failure = assertThrows(UncheckedIOException.class, () -> Downloads.in(home).fetch(set(FILE)));
    assertTrue(failure.getMessage().contains("the same command continues there"), failure.getMessage());
    assertEquals(List.of("toy.part"), names(home));
    assertEquals(List.of("blob.bin.part"), names(home.resolve("toy.part")));
    long kept = Files.size(home.resolve("toy.part/blob.bin.part"));
    assertTrue(kept > 0 && kept <= 70_000, "kept " + kept);

    cut = Integer.MAX_VALUE;
    Path folder = Downloads.in(home).fetch(set(FILE));
    assertArrayEquals(FILE, Files.readAllBytes(folder.resolve("blob.bin")));
    assertEquals("bytes=" + kept + "-", asked.get(1));
  }

  @Test
  void server_without_ranges_starts_anew() throws IOException {
    part(Arrays.copyOf(FILE, 1000));
    ranges = false;
    assertArrayEquals(FILE, Files.readAllBytes(Downloads.in(home).fetch(set(FILE)).resolve("blob.bin")));
  }

  @Test
  void part_of_another_file_is_thrown_away_and_begun_anew() throws IOException {
    part(new byte[1000]);
    assertArrayEquals(FILE, Files.readAllBytes(Downloads.in(home).fetch(set(FILE)).resolve("blob.bin")));
    assertEquals(List.of("bytes=1000-", "all"), asked);
  }

  @Test
  void part_longer_than_the_file_is_begun_anew() throws IOException {
    part(new byte[FILE.length + 5]);
    assertArrayEquals(FILE, Files.readAllBytes(Downloads.in(home).fetch(set(FILE)).resolve("blob.bin")));
  }

  @Test
  void finished_part_needs_no_request() throws IOException {
    part(FILE);
    assertArrayEquals(FILE, Files.readAllBytes(Downloads.in(home).fetch(set(FILE)).resolve("blob.bin")));
    assertEquals(List.of(), asked);
  }

  @Test
  void wrong_digest_is_named_and_nothing_is_kept() {
    byte[] other = FILE.clone();
    other[5] ^= 1;
    served = other;
    String message = assertThrows(BadData.class, () -> Downloads.in(home).fetch(set(FILE))).getMessage();
    assertTrue(message.contains("SHA-256 is " + digest(other) + ", it must be " + digest(FILE)), message);
    assertEquals(List.of("toy.part"), names(home));
    assertEquals(List.of(), names(home.resolve("toy.part")));
  }

  @Test
  void other_length_is_refused_before_it_is_taken() {
    served = Arrays.copyOf(FILE, 4000);
    String message = assertThrows(BadData.class, () -> Downloads.in(home).fetch(set(FILE))).getMessage();
    assertTrue(message.contains("announces 4000 bytes where " + FILE.length + " are missing"), message);
  }

  @Test
  void missing_file_says_what_the_server_answered() {
    status = 404;
    String message = assertThrows(UncheckedIOException.class, () -> Downloads.in(home).fetch(set(FILE))).getMessage();
    assertTrue(message.contains("the server answered 404 Not Found"), message);
    assertFalse(Downloads.in(home).has(set(FILE)));
  }

  @Test
  void next_address_is_tried_when_one_fails() throws IOException {
    URI gone = URI.create(address("missing/blob.bin"));
    Remote remote = new Remote(List.of(gone, URI.create(address("blob.bin"))), FILE.length, digest(FILE));
    PublicSet set = new PublicSet("toy", "a toy", "", "", List.of(remote), List.of());
    assertArrayEquals(FILE, Files.readAllBytes(Downloads.in(home).fetch(set).resolve("blob.bin")));
  }

  @Test
  void server_that_is_not_there_is_named() {
    server.stop(0);
    String message = assertThrows(UncheckedIOException.class, () -> Downloads.in(home).fetch(set(FILE))).getMessage();
    assertTrue(message.startsWith(address("blob.bin") + " did not arrive: ") && message.endsWith("nothing came"), message);
  }

  @Test
  void archive_is_unpacked_and_opened_by_its_name() throws IOException {
    byte[] record = Written.cifar(new int[] {6}, 1, 2, 3);
    served = Written.gzip(Written.joined(Written.tarred("cifar-10-batches-bin/data_batch_1.bin", record),
        Written.tarred("../../cifar-10-batches-bin/test_batch.bin", record), new byte[1024]));
    Remote remote = new Remote(List.of(URI.create(address("cifar.tar.gz"))), served.length, digest(served));
    Path folder = Downloads.in(home).fetch(new PublicSet("cifar-10", "", "", "", List.of(remote), List.of()));
    assertEquals(List.of("data_batch_1.bin", "test_batch.bin"), names(folder));
    assertEquals(6, Datasets.open("cifar-10", home).test().get(0).label());
  }

  private void part(byte[] content) throws IOException {
    Files.createDirectories(home.resolve("toy.part"));
    Files.write(home.resolve("toy.part/blob.bin.part"), content);
  }

  private PublicSet set(byte[] content) {
    Remote remote = new Remote(List.of(URI.create(address("blob.bin"))), content.length, digest(content));
    return new PublicSet("toy", "a toy", "", "", List.of(remote), List.of("a", "b"));
  }

  private String address(String file) {
    return "http://" + server.getAddress().getHostString() + ":" + server.getAddress().getPort() + "/" + file;
  }

  /** Serves from the asked place on, and breaks the connection off after {@code cut} bytes. */
  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    asked.add(range == null ? "all" : range);
    if (status != 200 || exchange.getRequestURI().getPath().startsWith("/missing")) {
      exchange.sendResponseHeaders(status == 200 ? 404 : status, -1);
      exchange.close();
      return;
    }
    int from = range == null || !ranges ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    if (from > 0) {
      exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (served.length - 1) + "/" + served.length);
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, served.length - from);
    OutputStream body = exchange.getResponseBody();
    body.write(served, from, Math.min(cut, served.length - from));
    body.flush();
    exchange.close();
  }

  private static List<String> names(Path folder) {
    return Arrays.stream(folder.toFile().list()).sorted().toList();
  }

  private static byte[] bytes() {
    byte[] bytes = new byte[200_000];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
