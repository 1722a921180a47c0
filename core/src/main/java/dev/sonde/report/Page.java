package dev.sonde.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The one file that a report is: data, style and scripts in one page that loads nothing, and that says so to the browser by its content
 * policy: only the scripts that stand in it may run, and nothing is fetched, except its own data while it is served.
 */
final class Page {
  private static final List<String> SCRIPTS = List.of("dom", "colour", "chart", "look", "heat", "heading", "curves", "gradient", "profile",
      "diagnosis", "network", "evaluation", "pixels", "recipe", "compare", "page");
  private static final String STYLE = joined(".css", List.of("page", "figures", "pixels", "network", "paper"));
  private static final String PLACE = "/META-INF/resources/webjars/uplot/" + version() + "/";
  private static final String CHARTS = Text.resource(PLACE + "dist/uPlot.iife.min.js");
  private static final String CHARTS_STYLE = Text.resource(PLACE + "dist/uPlot.min.css");
  private static final String CHARTS_LICENCE = Text.resource(PLACE + "LICENSE");
  private static final String OWN = "(() => {\n'use strict';\n" + joined(".js", SCRIPTS) + "})();";

  private Page() {}

  /** A page that stays as it is. */
  static String of(ObjectNode data) {
    return page(data, "", "'none'");
  }

  /** The same page, which asks {@code data.json} for news as long as the run goes on. */
  static String live(ObjectNode data) {
    return page(data, " data-live", "'self'");
  }

  private static String page(ObjectNode data, String mark, String connect) {
    String policy = "default-src 'none'; script-src " + hash(CHARTS) + " " + hash(OWN)
        + "; style-src 'unsafe-inline'; img-src data:; connect-src " + connect
        + "; base-uri 'none'; form-action 'none'";
    return """
        <!doctype html>
        <html lang="en"%s>
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="%s">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <link rel="icon" href="data:,">
        <title>%s</title>
        <style>
        %s
        %s</style>
        </head>
        <body>
        <main id="page"><noscript><h1>%s</h1><p>The charts of this report are drawn by its script; allow it to run.</p></noscript></main>
        <script type="application/json" id="data">%s</script>
        <!-- uPlot draws the charts:
        %s-->
        <script>%s</script>
        <script>%s</script>
        </body>
        </html>
        """.formatted(mark, policy, title(data), CHARTS_STYLE, STYLE, title(data), Text.script(data), CHARTS_LICENCE, CHARTS, OWN);
  }

  private static String title(ObjectNode data) {
    String network = data.path("title").path("network").asText("");
    return Text.escaped((network.isEmpty() ? "" : network + " · ") + data.path("name").asText());
  }

  private static String joined(String ending, List<String> names) {
    return names.stream().map(name -> Text.resource(name + ending)).collect(Collectors.joining("\n"));
  }

  private static String hash(String script) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java knows SHA-256", e);
    }
  }

  /** That of the charts' jar, which is part of its files' names. */
  private static String version() {
    try (InputStream in = Page.class.getResourceAsStream("/META-INF/maven/org.webjars.npm/uplot/pom.properties")) {
      Properties written = new Properties();
      written.load(in);
      return written.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the version of uplot: " + e.getMessage(), e);
    }
  }
}
