package dev.sonde.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.net.Network;
import dev.sonde.store.Inside;
import dev.sonde.train.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a page says of one run, as one JSON tree: a function of the files in its folder.
 *
 * <pre>
 * kind "run", name, title, state, numbers       {@link Heading}
 * parts, steps, epochs, speed                   {@link Curves}
 * gradient                                      {@link Gradient}       from probe.json
 * diagnosis                                     {@link Diagnosed}
 * network {pieces [svg], heads [...]}           {@link Sketch}
 * evaluation                                    evaluation.json as it is
 * recipe (text), environment
 * notes [sentence]                              what went wrong in the run, and what could not be read, and why
 * </pre>
 * A chapter without data is absent. The run may still be going on: the tree is asked for again and again, and the journal is read once.
 */
final class Facts {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Sentences on what went wrong that a page has room for. */
  private static final int TROUBLES = 20;

  /** What a page shows of a folder, text by text. */
  private static final List<String> SHOWN = List.of("journal.jsonl", "recipe.yaml", "probe.json", "evaluation.json", "environment.json", "speed.csv");

  private final Path folder;
  private final Story story;

  private Facts(Path folder) {
    this.folder = folder;
    story = new Story(folder.resolve("journal.jsonl"));
  }

  /** Of a folder that may not hold a run yet. */
  static Facts following(Path folder) {
    return new Facts(folder);
  }

  /**
   * Of a folder that holds a run, or a probe's measurement.
   *
   * @throws IllegalArgumentException where it holds neither
   */
  static Facts of(Path folder) {
    if (!Files.isRegularFile(folder.resolve("journal.jsonl")) && !Files.isRegularFile(folder.resolve("probe.json"))) {
      throw new IllegalArgumentException(folder + (Files.exists(folder) ? " is no run folder: it has neither journal.jsonl nor probe.json"
          : " does not exist; name a run folder, such as out/run-0001"));
    }
    return new Facts(folder);
  }

  /**
   * The whole tree as of now.
   *
   * @throws dev.sonde.data.BadData where a line of the journal is no event, or a file of the folder is a link to outside
   */
  ObjectNode tree() {
    Inside.require(folder, SHOWN);
    ObjectNode page = JSON.createObjectNode().put("kind", "run").put("name", name());
    Intent intent = Intent.of(folder, story.read(), page.putArray("notes"));
    story.troubles().stream().limit(TROUBLES).forEach(trouble -> note(trouble, page));
    if (story.troubles().size() > TROUBLES) {
      note("and " + (story.troubles().size() - TROUBLES) + " more of this kind, in journal.jsonl", page);
    }
    JsonNode probe = json("probe.json", page);
    Heading.tell(story, intent, probe, page);
    Curves.tell(story, folder, intent.recipe().map(Recipe::batch).orElse(0), page);
    Optional<Network> network = intent.network();
    if (probe.isObject()) {
      page.set("gradient", Gradient.of(probe, network));
    }
    if (!story.layers().isEmpty()) {
      page.set("diagnosis", Diagnosed.of(story));
    }
    network.ifPresent(drawn -> page.set("network", Sketch.of(drawn, intent.supervise())));
    put("evaluation", json("evaluation.json", page), page);
    put("environment", json("environment.json", page), page);
    text("recipe.yaml", page).ifPresent(recipe -> page.put("recipe", recipe));
    return page;
  }

  private String name() {
    return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
  }

  private static void put(String key, JsonNode value, ObjectNode page) {
    if (value.isObject()) {
      page.set(key, value);
    }
  }

  /** A file of the run as a tree; missing where there is none, or where it is damaged, which a note then says. */
  private JsonNode json(String file, ObjectNode page) {
    try {
      return JSON.readTree(text(file, page).orElse(""));
    } catch (IOException e) {
      note(file + " cannot be shown: it is no JSON", page);
      return JSON.missingNode();
    }
  }

  private static void note(String sentence, ObjectNode page) {
    page.withArray("notes").add(sentence);
  }

  private Optional<String> text(String file, ObjectNode page) {
    Path path = folder.resolve(file);
    if (!Files.isRegularFile(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(path));
    } catch (java.nio.charset.CharacterCodingException e) {
      note(file + " cannot be shown: it is no text", page);
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }
}
