package dev.sonde.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.data.BadData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/**
 * Writes {@code environment.json}, what a run began on and with; it never changes afterwards. One JSON object:
 *
 * <pre>
 * sonde       version of this library; "development" where it runs from its sources
 * libtorch    version of the libtorch binding, such as 2.10.0-1.5.13
 * java        name and version of the virtual machine
 * os          name, version and architecture
 * processor   model name as /proc/cpuinfo has it; "unknown" elsewhere
 * processors  number of processors that the virtual machine may use
 * threads     number of threads of libtorch's operators
 * malloc      GLIBC_TUNABLES of the process; "default" where it is not set
 * precision   in which the run computes: the recipe's, or float32 where the processor lacks it
 * seed        of the recipe
 * data        {train, test}: fingerprint of each set before preparation, 16 hexadecimal digits ({@link dev.sonde.data.Dataset#fingerprint})
 * </pre>
 *
 * <p>Folders of earlier versions lack {@code precision}, {@code seed} and {@code data}.
 */
final class Environment {
  private Environment() {}

  static String json(Run run) {
    ObjectNode tree = new ObjectMapper().createObjectNode()
        .put("sonde", version())
        .put("libtorch", libtorch())
        .put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"))
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"))
        .put("processor", processor())
        .put("processors", Runtime.getRuntime().availableProcessors())
        .put("threads", torch.get_num_threads())
        .put("malloc", System.getenv().getOrDefault("GLIBC_TUNABLES", "default"))
        .put("precision", run.recipe().precision().here().toString())
        .put("seed", run.recipe().seed());
    tree.putObject("data").put("train", run.fingerprints().train()).put("test", run.fingerprints().test());
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the environment always has a written form", e);
    }
  }

  /** A sentence for each thing that changes results in their last bits and differs from what {@code file} says; none where there is no such file. */
  static List<String> changed(Path file) {
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    try {
      JsonNode before = new ObjectMapper().readTree(Files.readAllBytes(file));
      return now().entrySet().stream().filter(now -> before.hasNonNull(now.getKey()) && !before.path(now.getKey()).asText().equals(now.getValue()))
          .map(now -> "the run began with " + now.getKey() + " " + before.path(now.getKey()).asText() + " and goes on with " + now.getValue()
              + ", so it may differ in its last bits from one that was never interrupted").toList();
    } catch (IOException e) {
      throw new BadData(file + " is damaged: it is no JSON", e);
    }
  }

  /** What the last bits of a result depend on. */
  private static Map<String, String> now() {
    Map<String, String> now = new LinkedHashMap<>();
    now.put("sonde", version());
    now.put("libtorch", libtorch());
    now.put("processor", processor());
    now.put("threads", String.valueOf(torch.get_num_threads()));
    return now;
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
