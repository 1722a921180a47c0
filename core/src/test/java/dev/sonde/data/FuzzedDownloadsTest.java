package dev.sonde.data;

import static dev.sonde.data.FuzzedSetsTest.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.fuzz.Fuzz;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Archives and servers that do not keep to their forms. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FuzzedDownloadsTest {
  private static final byte[] FILE = text("the whole file");
  private static final String SHA256 = "820480309f460664c2771eedec77663260b7da322f7d11f8b2fff2691e778242";

  @TempDir Path home;

  @Test
  void archives() throws IOException {
    byte[] tar = Written.joined(Written.tarred("folder/a.bin", new byte[700]), Written.tarred("b.txt", text("x")), new byte[1024]);
    Path kept = Files.writeString(home.resolve("kept.txt"), "outside");
    Path folder = Files.createDirectory(home.resolve("unpacked"));
    Fuzz.reader("tar", List.of(tar, Written.tarred("../../c", text("y"))), bytes -> unpacked(bytes, folder));
    Fuzz.reader("tar-inside-gzip", List.of(tar), bytes -> unpacked(FuzzedSetsTest.gzip(bytes), folder));
    Fuzz.reader("tar-gzip", List.of(FuzzedSetsTest.gzip(tar)), bytes -> unpacked(bytes, folder));
    assertEquals("outside", Files.readString(kept));
    assertEquals(List.of("kept.txt", "tar", "unpacked"), names(home));
  }

  @Test
  void a_link_of_an_entrys_name_gives_way_and_what_it_leads_to_stays() throws IOException {
    Path kept = Files.writeString(home.resolve("kept.txt"), "outside");
    Path folder = Files.createDirectory(home.resolve("unpacked"));
    Files.createSymbolicLink(folder.resolve("a.txt"), kept);
    Path tar = Files.write(folder.resolve("set.tar"), Written.tarred("x/a.txt", text("inside")));
    assertEquals(List.of(folder.resolve("a.txt")), Tar.unpack(tar, folder));
    assertEquals("inside", Files.readString(folder.resolve("a.txt")));
    assertEquals("outside", Files.readString(kept));
    Files.write(tar, Written.tarred("set.tar", text("again")));
    String message = assertThrows(BadData.class, () -> Tar.unpack(tar, folder)).getMessage();
    assertEquals(tar + " holds a file of its own name, which would overwrite it", message);
  }

  private void unpacked(byte[] bytes, Path folder) throws IOException {
    Tar.unpack(Files.write(home.resolve("tar"), bytes), folder);
    for (String name : names(folder)) {
      Files.delete(folder.resolve(name));
    }
  }

  @Test
  void answers() throws IOException {
    String head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
    try (Speaker server = new Speaker()) {
      Fuzz.reader("http", List.of(text(head + "Content-Length: 14\r\n\r\nthe whole file"), text(head
          + "Connection: close\r\n\r\nthe whole file"),
          text(head + "Transfer-Encoding: chunked\r\n\r\n4\r\nthe \r\na\r\nwhole file\r\n0\r\n\r\n"),
          text("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 4-13/14\r\nContent-Length: 10\r\n\r\nwhole file"),
          text("HTTP/1.1 302 Found\r\nLocation: /b/c\r\nContent-Length: 0\r\n\r\n"), text("HTTP/1.0 404 Not Found\r\n\r\n")), bytes -> {
            server.says(bytes);
            Files.deleteIfExists(home.resolve("blob.bin"));
            transfer(server).run();
          });
    }
  }

  @Test
  void part_that_is_there_is_continued_or_begun_anew() throws IOException {
    try (Speaker server = new Speaker()) {
      Fuzz.reader("http-continued",
          List.of(text("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 4-13/14\r\nContent-Length: 10\r\n\r\nwhole file"),
          text("HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\nthe whole file")), bytes -> {
            server.says(bytes);
            Files.deleteIfExists(home.resolve("blob.bin"));
            Files.writeString(home.resolve("blob.bin.part"), "the ");
            transfer(server).run();
          });
    }
  }

  @Test
  void endless_file_ends_with_the_known_length() throws IOException {
    try (Speaker server = new Speaker()) {
      server.saysForEver(text("HTTP/1.1 200 OK\r\n\r\n"), new byte[8192], 0);
      refused(BadData.class, server, "sends more than the 14 bytes of the known file");
      assertEquals(List.of("blob.bin.part"), names(home));
      assertEquals(0, Files.size(home.resolve("blob.bin.part")));
    }
  }

  @Test
  void endless_header_and_redirects_in_a_circle_end() throws IOException {
    try (Speaker server = new Speaker()) {
      server.saysForEver(text("HTTP/1.1 200 OK\r\n"), text("X-More: " + "x".repeat(1000) + "\r\n"), 0);
      refused(UncheckedIOException.class, server, "did not arrive: ", "nothing came");
      server.says(text("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
      refused(UncheckedIOException.class, server, "did not arrive: ", "redirected too many");
    }
  }

  @Test
  void silent_and_dripping_servers_are_given_up() throws IOException {
    try (Speaker server = new Speaker()) {
      server.saysForEver(new byte[0], new byte[0], 10);
      refused(UncheckedIOException.class, server, "the server did not answer in time");
      server.saysForEver(text("HTTP/1.1 200 OK\r\n\r\n"), text("t"), 60);
      refused(UncheckedIOException.class, server, "the server sends less than 256 bytes a second; what came is kept in");
    }
  }

  @Test
  void what_a_server_says_is_shown_in_one_line() throws IOException {
    try (Speaker server = new Speaker()) {
      server.says(text("HTTP/1.1 404 Not\u001b[2J Found\r\n\r\n"));
      refused(UncheckedIOException.class, server, "the server answered 404 Not<U+001B>[2J Found");
    }
  }

  private void refused(Class<? extends RuntimeException> kind, Speaker server, String... parts) {
    String message = assertThrows(kind, () -> transfer(server).run()).getMessage();
    Arrays.stream(parts).forEach(part -> assertTrue(message.contains(part), message));
  }

  private Transfer transfer(Speaker server) {
    return new Transfer(new Remote(List.of(URI.create("http://127.0.0.1:" + server.port() + "/blob.bin")), FILE.length, SHA256), home,
        done -> { }, 400);
  }

  private static List<String> names(Path folder) {
    return Arrays.stream(folder.toFile().list()).sorted().toList();
  }
}
