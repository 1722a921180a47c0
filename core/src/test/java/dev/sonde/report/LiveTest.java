package dev.sonde.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveTest {
  @TempDir Path folder;

  private Live live;

  @BeforeEach
  void open() {
    live = Live.open(folder, 0);
  }

  @AfterEach
  void close() {
    live.close();
  }

  private HttpResponse<String> ask(String method, String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(live.address().resolve(path)).method(method, HttpRequest.BodyPublishers.noBody()).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode data() throws IOException, InterruptedException {
    return new ObjectMapper().readTree(ask("GET", "/data.json").body());
  }

  @Test
  void it_listens_on_the_loopback_interface_alone() throws IOException {
    assertEquals("127.0.0.1", live.address().getHost());
    assertTrue(live.address().getPort() > 0);
    InetAddress own = InetAddress.getLocalHost();
    if (!own.isLoopbackAddress()) {
      assertThrows(ConnectException.class, () -> new Socket(own, live.address().getPort()).close());
    }
  }

  @Test
  void the_data_is_that_of_the_page() throws Exception {
    new RunFixture(folder).length(2, 10).run().finished().evaluation(RunFixture.names(4));
    HttpResponse<String> page = ask("GET", "/");
    assertEquals(200, page.statusCode());
    assertEquals("text/html; charset=utf-8", page.headers().firstValue("Content-Type").orElse(""));
    assertTrue(page.body().contains("<html lang=\"en\" data-live>") && page.body().contains("connect-src 'self'"));
    String inside = page.body().replaceAll("(?s).*<script type=\"application/json\" id=\"data\">(.*?)</script>.*", "$1");
    HttpResponse<String> data = ask("GET", "/data.json");
    assertEquals("application/json; charset=utf-8", data.headers().firstValue("Content-Type").orElse(""));
    assertEquals(inside, data.body());
    assertEquals(new ObjectMapper().readTree(Facts.of(folder).tree().toString()), data());
  }

  @Test
  void it_follows_a_run_from_before_its_beginning() throws Exception {
    assertEquals("waiting", data().at("/state/name").asText());
    RunFixture run = new RunFixture(folder).length(2, 10).run();
    assertEquals(20, data().at("/steps/x").size());
    assertEquals("running", data().at("/state/name").asText());
    run.finished();
    assertEquals("finished", data().at("/state/name").asText());
  }

  @Test
  void nothing_else_is_served() throws Exception {
    new RunFixture(folder).length(1, 2).run();
    for (String path : new String[] {"/journal.jsonl", "/recipe.yaml", "/data.json/", "/index.html", "/%2e%2e/etc/passwd", "/data.json%00",
        "/favicon.ico"}) {
      assertEquals(404, ask("GET", path).statusCode(), path);
    }
  }

  @Test
  void it_answers_get_alone() throws Exception {
    for (String method : new String[] {"POST", "PUT", "DELETE", "HEAD", "OPTIONS"}) {
      HttpResponse<String> answer = ask(method, "/data.json");
      assertEquals(405, answer.statusCode(), method);
      assertEquals("GET", answer.headers().firstValue("Allow").orElse(""));
    }
  }

  /** What a page from elsewhere sends, whose name was made to point here. */
  @Test
  void a_request_under_a_foreign_name_is_refused() throws IOException {
    assertEquals("HTTP/1.1 403 Forbidden", raw("GET /data.json HTTP/1.1\r\nHost: evil.example:" + live.address().getPort()
        + "\r\nConnection: close\r\n\r\n"));
    assertEquals("HTTP/1.1 403 Forbidden", raw("GET /data.json HTTP/1.1\r\nConnection: close\r\n\r\n"));
    assertEquals("HTTP/1.1 200 OK", raw("GET /data.json HTTP/1.1\r\nHost: localhost:" + live.address().getPort()
        + "\r\nConnection: close\r\n\r\n"));
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(live.address().getHost(), live.address().getPort()); OutputStream out = socket.getOutputStream();
         InputStream in = socket.getInputStream()) {
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().findFirst().orElse("");
    }
  }

  @Test
  void a_damaged_journal_is_an_answer_and_not_the_end() throws Exception {
    new RunFixture(folder).length(1, 2).run();
    Files.writeString(folder.resolve("journal.jsonl"), "no json\n", StandardOpenOption.APPEND);
    HttpResponse<String> answer = ask("GET", "/data.json");
    assertEquals(500, answer.statusCode());
    assertTrue(answer.body().contains("is damaged"), answer.body());
    assertEquals(200, ask("GET", "/").statusCode());
  }

  @Test
  void a_port_that_is_taken_is_refused_in_one_sentence() {
    String message = assertThrows(UncheckedIOException.class, () -> Live.open(folder, live.address().getPort())).getMessage();
    assertTrue(message.contains("cannot listen on port " + live.address().getPort()), message);
  }

  @Test
  void closing_does_not_wait_where_nobody_watches_or_the_end_was_seen() throws Exception {
    new RunFixture(folder).length(1, 2).run().finished();
    data();
    long begun = System.nanoTime();
    live.close();
    assertTrue(System.nanoTime() - begun < 1_000_000_000L);
  }

  @Test
  void closing_waits_for_a_watching_browser_to_see_the_end_but_not_long() throws Exception {
    RunFixture run = new RunFixture(folder).length(1, 2).run();
    data();
    run.finished();
    Thread closing = new Thread(live::close);
    closing.start();
    Thread.sleep(300);
    assertEquals("finished", data().at("/state/name").asText());
    closing.join(2000);
    assertTrue(!closing.isAlive(), "the page has seen the end, and still the server waits");
    URI address = live.address();
    assertThrows(ConnectException.class, () -> new Socket(address.getHost(), address.getPort()).close());
  }
}
