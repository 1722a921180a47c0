package dev.sonde.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sonde.net.Plain;
import dev.sonde.supervise.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Runs beside each other: their numbers, their curves, and the keys in which their recipes differ. */
public final class Overlay {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final List<Row> rows;
  private final List<ObjectNode> pages;

  /**
   * One run.
   *
   * @param name      its folder's; longer where two are the same
   * @param heads     taps
   * @param state     {@code finished}, {@code stopped}, {@code failed} or {@code running}
   * @param best      highest accuracy on the test set, or mean intersection over union where pixels are named, in [0, 1]; absent before the first evaluation
   * @param differing the recipe's keys in which the runs are not all the same, with this run's values; a key that it lacks is left out
   */
  public record Row(String name, Path folder, String network, List<String> heads, String state, Optional<Double> best,
      Optional<Double> last, long steps,
      Map<String, String> differing) {}

  private Overlay(List<Row> rows, List<ObjectNode> pages) {
    this.rows = rows;
    this.pages = pages;
  }

  /** @throws IllegalArgumentException for fewer than two folders, or one without a run */
  public static Overlay of(List<Path> folders) {
    if (folders.size() < 2) {
      throw new IllegalArgumentException("a comparison needs two runs or more; for one use its report");
    }
    List<ObjectNode> pages = folders.stream().map(folder -> Facts.of(folder).tree()).toList();
    List<String> names = names(folders);
    List<Map<String, String>> recipes = pages.stream().map(Overlay::recipe).toList();
    Set<String> differing = differing(recipes);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < pages.size(); i++) {
      Map<String, String> own = new LinkedHashMap<>(recipes.get(i));
      own.keySet().retainAll(differing);
      rows.add(row(names.get(i), folders.get(i), pages.get(i), own));
    }
    return new Overlay(rows, pages);
  }

  public List<Row> rows() {
    return rows;
  }

  /** Writes the page to {@code out}; returns it. */
  public Path write(Path out) {
    return Report.write(tree(), out);
  }

  /** Last parts of the paths, as many as it takes to tell all apart. */
  private static List<String> names(List<Path> folders) {
    List<Path> whole = folders.stream().map(folder -> folder.toAbsolutePath().normalize()).toList();
    for (int parts = 1; ; parts++) {
      int kept = parts;
      List<String> names = whole.stream().map(path -> path.subpath(Math.max(0, path.getNameCount() - kept), path.getNameCount()).toString())
          .toList();
      if (new HashSet<>(names).size() == names.size() || whole.stream().allMatch(path -> path.getNameCount() <= kept)) {
        return names;
      }
    }
  }

  /** A recipe as dotted keys; a network that is written out counts as one value. */
  private static Map<String, String> recipe(ObjectNode page) {
    Map<String, String> keys = new LinkedHashMap<>();
    try {
      flatten("", Plain.tree(YAML, page.path("recipe").asText(""), "recipe"), keys);
      return keys;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return new LinkedHashMap<>(Map.of("recipe", "(no YAML)"));
    }
  }

  private static void flatten(String key, JsonNode value, Map<String, String> keys) {
    if (value.isObject() && !key.equals("network")) {
      value.fields().forEachRemaining(field -> flatten(key.isEmpty() ? field.getKey() : key + "." + field.getKey(), field.getValue(),
          keys));
    } else if (value.isObject()) {
      keys.put(key, value.path("name").asText() + " (" + value.path("nodes").size() + " nodes, " + Integer.toHexString(value.hashCode())
          + ")");
    } else if (!key.isEmpty()) {
      keys.put(key, value.isValueNode() ? value.asText() : value.toString());
    }
  }

  private static Set<String> differing(List<Map<String, String>> recipes) {
    Set<String> keys = new LinkedHashSet<>();
    recipes.forEach(recipe -> keys.addAll(recipe.keySet()));
    keys.removeIf(key -> recipes.stream().map(recipe -> Optional.ofNullable(recipe.get(key))).distinct().count() == 1);
    return keys;
  }

  private static Row row(String name, Path folder, ObjectNode page, Map<String, String> differing) {
    JsonNode numbers = page.path("numbers");
    List<String> heads = StreamSupport.stream(page.path("parts").spliterator(), false).map(JsonNode::asText)
        .filter(part -> !part.equals(Part.MAIN)).toList();
    return new Row(name, folder, page.path("title").path("network").asText("?"), heads, page.path("state").path("name").asText(),
        share(numbers, "best"), share(numbers, "last"), numbers.path("steps").asLong(), differing);
  }

  private static Optional<Double> share(JsonNode numbers, String key) {
    return numbers.has(key) ? Optional.of(numbers.get(key).asDouble()) : Optional.empty();
  }

  /**
   * {@code {kind: "compare", name, differing: [key], runs: [{name, differing: {key: value}, and a run's title, state, numbers, parts and
   * curves}]}}.
   */
  ObjectNode tree() {
    ObjectNode tree = JsonNodeFactory.instance.objectNode().put("kind", "compare").put("name", rows.size() + " runs compared");
    Set<String> keys = new LinkedHashSet<>();
    rows.forEach(row -> keys.addAll(row.differing().keySet()));
    keys.forEach(tree.putArray("differing")::add);
    ArrayNode runs = tree.putArray("runs");
    for (int i = 0; i < rows.size(); i++) {
      ObjectNode run = runs.addObject().put("name", rows.get(i).name());
      rows.get(i).differing().forEach(run.putObject("differing")::put);
      for (String key : List.of("title", "state", "numbers", "parts", "steps", "epochs", "speed", "notes")) {
        Optional.ofNullable(pages.get(i).get(key)).ifPresent(value -> run.set(key, value));
      }
    }
    return tree;
  }
}
