package dev.sonde.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The page of a run while it goes on, for a browser on this machine: an HTTP server on the loopback interface alone.
 *
 * <pre>
 * GET /           the page
 * GET /data.json  its data, which the page asks for every two seconds
 * </pre>
 * Anything else is 404, any other method 405. Nothing that a request says is ever made a file's name. A few requests are answered at a time, and one that
 * takes more than ten seconds to be asked or to be read is given up, so that nobody is kept waiting by somebody slow. A request must name the server as {@code localhost} or by its address (else 403): a page from
 * elsewhere could otherwise read the run under a name that it lets point here.
 */
public final class Live implements AutoCloseable {
  private static final long WATCHED_NANOS = 5_000_000_000L;
  private static final Set<String> ENDED = Set.of("finished", "stopped", "failed");
  private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  private static final int AT_A_TIME = 4;
  private static final int WAITING = 64;
  private static final int LONGEST_SECONDS = 10;

  static {
    // the server of the JDK reads them once, when it is first used, and has no other way; who set them knows better
    for (String name : List.of("sun.net.httpserver.maxReqTime", "sun.net.httpserver.maxRspTime")) {
      System.setProperty(name, System.getProperty(name, String.valueOf(LONGEST_SECONDS)));
    }
    System.setProperty("jdk.httpserver.maxConnections", System.getProperty("jdk.httpserver.maxConnections", "100"));
  }

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final Facts facts;
  private volatile long asked;
  private volatile boolean endSeen;
  private volatile CountDownLatch farewell = new CountDownLatch(0);

  private Live(HttpServer server, Facts facts) {
    this.server = server;
    threads = new ThreadPoolExecutor(AT_A_TIME, AT_A_TIME, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), Live::thread);
    threads.allowCoreThreadTimeOut(true);
    server.setExecutor(threads);
    this.facts = facts;
    asked = System.nanoTime() - WATCHED_NANOS;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "sonde-page");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Serves the run in {@code folder}, which may not have begun.
   *
   * @param port 0 for any that is free
   * @throws UncheckedIOException where the port is taken
   */
  public static Live open(Path folder, int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      Live live = new Live(HttpServer.create(address, 0), Facts.following(folder));
      live.server.createContext("/", live::answer);
      live.server.start();
      return live;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + port + " of this machine: " + e.getMessage()
          + "; choose another, or 0 for any that is free", e);
    }
  }

  /** Where the page is: {@code http://127.0.0.1:PORT/}. */
  public URI address() {
    InetSocketAddress bound = server.getAddress();
    return URI.create("http://" + bound.getAddress().getHostAddress() + ":" + bound.getPort() + "/");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host")).replaceFirst(":\\d+$", "");
      String path = exchange.getRequestURI().getPath();
      if (!NAMES.contains(host)) {
        send(exchange, 403, "text/plain", "this server answers to localhost only\n");
      } else if (!path.equals("/") && !path.equals("/data.json")) {
        send(exchange, 404, "text/plain", "there is / and /data.json\n");
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        send(exchange, 405, "text/plain", "GET only\n");
      } else {
        page(exchange, path);
      }
    }
  }

  /** A journal that cannot be read is an answer too: the page stays as it is and says why. */
  private void page(HttpExchange exchange, String path) throws IOException {
    try {
      ObjectNode now = now();
      send(exchange, 200, path.equals("/") ? "text/html" : "application/json", path.equals("/") ? Page.live(now) : Text.script(now));
      endSeen = ended(now);
    } catch (RuntimeException e) {
      send(exchange, 500, "text/plain", e.getMessage() + "\n");
    }
    asked = System.nanoTime();
    farewell.countDown();
  }

  private synchronized ObjectNode now() {
    return facts.tree();
  }

  private static boolean ended(ObjectNode now) {
    return ENDED.contains(now.path("state").path("name").asText());
  }

  private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    boolean bare = exchange.getRequestMethod().equals("HEAD");
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.sendResponseHeaders(status, bare ? -1 : body.length);
    if (!bare) {
      exchange.getResponseBody().write(body);
    }
  }

  /** Stops; where a browser was watching a run that has ended, not before it has seen the end, but within five seconds. */
  @Override
  public void close() {
    farewell = new CountDownLatch(1);
    try {
      if (System.nanoTime() - asked < WATCHED_NANOS && !endSeen && ended(now())) {
        farewell.await(WATCHED_NANOS, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
  }
}
