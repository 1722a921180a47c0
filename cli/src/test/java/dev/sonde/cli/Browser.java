package dev.sonde.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A real Chromium without a window, as a person would use it: opens pages, reads what is shown, moves the mouse.
 *
 * <p>Program and driver are those of the system, {@code chromium} (or Chrome) and {@code chromedriver} on the path; nothing is downloaded,
 * and no name but the loopback's is resolved. Its profile is new, and removed at the end.
 */
final class Browser implements AutoCloseable {
  private static final int HEIGHT = 900;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Kept, because the logging system forgets loggers that nobody holds: Selenium misses a class made for this very version, which is not
   * used here.
   */
  private static final Logger VERSIONS = Logger.getLogger("org.openqa.selenium.devtools.CdpVersionFinder");

  private final ChromeDriver driver;
  private final Path profile;

  private Browser(ChromeDriver driver, Path profile) {
    this.driver = driver;
    this.profile = profile;
  }

  /** What a browser needs and this machine lacks, in a sentence; empty where all is there. */
  static Optional<String> missing() {
    if (chromium().isEmpty()) {
      return Optional.of("no browser to look at the page with: there is no chromium on the path (Debian: apt-get install chromium)");
    }
    return driver().isPresent() ? Optional.empty()
        : Optional.of("no way to drive the browser: there is no chromedriver on the path (Debian: apt-get install chromium-driver)");
  }

  /** Starts the browser, of which nothing may be missing. */
  static Browser start() {
    VERSIONS.setLevel(Level.SEVERE);
    ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(driver().orElseThrow().toFile()).build();
    Path profile = folder();
    return new Browser(new ChromeDriver(service, options(chromium().orElseThrow(), profile)), profile);
  }

  private static Optional<Path> chromium() {
    return program("chromium").or(() -> program("chromium-browser")).or(() -> program("google-chrome"));
  }

  private static Optional<Path> driver() {
    return program("chromedriver");
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("sonde-browser");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> program(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst();
  }

  private static ChromeOptions options(Path program, Path profile) {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(program.toFile());
    options.setCapability("goog:loggingPrefs", logs);
    return options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage",
        "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-default-apps", "--disable-extensions", "--hide-scrollbars",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        "--user-data-dir=" + profile);
  }

  /** Opens a page, and forgets what the logs held before. */
  void show(URI page) {
    complaints();
    requests();
    driver.get(page.toString());
  }

  /** The viewport in CSS pixels; narrow ones are telephones. */
  void width(int pixels) {
    driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
        Map.of("width", pixels, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", pixels < 600));
  }

  /** {@code screen} or {@code print}; {@code light} or {@code dark}. */
  void media(String medium, String scheme) {
    driver.executeCdpCommand("Emulation.setEmulatedMedia",
        Map.of("media", medium, "features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** The page as a PDF. */
  byte[] print() {
    return Base64.getDecoder().decode((String) driver.executeCdpCommand("Page.printToPDF", Map.of("printBackground", true)).get("data"));
  }

  /** The value of a JavaScript expression; {@code arguments[0]} and so on are the arguments. */
  Object value(String expression, Object... arguments) {
    return driver.executeScript("return " + expression, arguments);
  }

  boolean holds(String expression, Object... arguments) {
    return Boolean.TRUE.equals(value(expression, arguments));
  }

  double number(String expression, Object... arguments) {
    return ((Number) java.util.Objects.requireNonNull(value(expression, arguments), expression)).doubleValue();
  }

  String text(String expression, Object... arguments) {
    return String.valueOf(value(expression, arguments));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** What stands in the first element of this kind, however often the page replaces it; empty where there is none. */
  String words(String selector) {
    return text("document.querySelector(arguments[0])?.innerText ?? ''", selector);
  }

  WebElement one(String selector) {
    List<WebElement> found = all(selector);
    if (found.size() != 1) {
      throw new AssertionError("the page has " + found.size() + " elements " + selector + ", not one");
    }
    return found.get(0);
  }

  /** Mouse gestures, of which nothing happens before {@code perform}. */
  Actions mouse() {
    return new Actions(driver, Duration.ofMillis(20));
  }

  void scrollTo(WebElement element) {
    driver.executeScript("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element);
  }

  /** Waits until a condition holds, and fails where it does not within some seconds. */
  void until(String what, BooleanSupplier condition) {
    if (!soon(Duration.ofSeconds(10), condition)) {
      throw new AssertionError("waited ten seconds in vain until " + what + "; the log says " + complaints());
    }
  }

  /** Whether a condition comes to hold within {@code patience}. */
  boolean soon(Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(20_000_000);
    }
    return true;
  }

  /** What the browser's console says since it was asked last. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(LogEntry::toString).toList();
  }

  /** Addresses that were asked for since it was asked last, data within the page left out. */
  List<String> requests() {
    List<String> addresses = new ArrayList<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      JsonNode message = parsed(entry.getMessage()).get("message");
      if (message.get("method").asText().equals("Network.requestWillBeSent")) {
        addresses.add(message.get("params").get("request").get("url").asText());
      }
    }
    return addresses.stream().filter(address -> !address.startsWith("data:") && !address.startsWith("blob:")).toList();
  }

  private static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("the driver's log is no JSON: " + json, e);
    }
  }

  @Override
  public void close() {
    driver.quit();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
