package dev.sonde.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** What a run ran on: {@code sonde, libtorch, java, os, processor, processors, threads, malloc}. */
final class Environment {
  private Environment() {}

  static String json() {
    ObjectNode tree = new ObjectMapper().createObjectNode()
        .put("sonde", version())
        .put("libtorch", libtorch())
        .put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"))
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"))
        .put("processor", processor())
        .put("processors", Runtime.getRuntime().availableProcessors())
        .put("threads", torch.get_num_threads())
        .put("malloc", System.getenv().getOrDefault("GLIBC_TUNABLES", "default"));
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the environment always has a written form", e);
    }
  }

  static String version() {
    String version = Environment.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static String libtorch() {
    try {
      return Loader.getVersion("org.bytedeco", "pytorch");
    } catch (IOException e) {
      return "unknown (" + e.getMessage() + ")";
    }
  }

  static String processor() {
    Path file = Path.of("/proc/cpuinfo");
    try {
      return !Files.isReadable(file) ? "unknown" : Files.readAllLines(file).stream().filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst().orElse("unknown");
    } catch (IOException e) {
      return "unknown (" + e.getMessage() + ")";
    }
  }
}
