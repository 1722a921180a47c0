package dev.sonde.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The description of a set of images and masks: a YAML file, or one line of text.
 *
 * <pre>
 * root: ../data/camvid            folder of everything, relative to this file (in a line of text: to the working folder); this file's where left out
 * train: train.txt                a list ({@link PairList}), or {images: DIR, masks: DIR} ({@link Stems}), with list: FILE of stems, image-end, mask-end
 * test: val.txt                   the same; where left out every fifth pair of train is set aside
 * classes: classes.csv            names by mask value ({@link ClassTable}), or [Sky, Building, …]
 * offset: 0                       value of the first class, class = value − offset; ADE20K: 1
 * ignore: [11]                    values that count for nothing; ADE20K: 0. Values behind an ignored one move up: of 0, 1, 2 without 1, value 2 is class 1
 * colours: no                     yes where masks are colour PNGs, whose colours the classes' file lists
 *
 * masks:../data/camvid,train=train.txt,test=val.txt,classes=classes.csv,ignore=11
 * </pre>
 * In the line {@code ignore=0+255} are two values, and {@code train.images=FOLDER,train.masks=FOLDER} is a mapping.
 * Nothing is guessed: a value that is neither a class nor ignored is an error, naming the file.
 *
 * @param where the description, for messages
 */
record MaskSpec(String where, Within root, JsonNode tree, int offset, Set<Integer> ignore, boolean colours) {
  static final String INLINE = "masks:";

  private static final List<String> KEYS = List.of("root", "train", "test", "classes", "offset", "ignore", "colours");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory()).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  /** Whether a text names a set of masks: a line that begins with {@code masks:}, or a YAML file. */
  static boolean is(String spec) {
    return spec.startsWith(INLINE) || spec.endsWith(".yaml") || spec.endsWith(".yml");
  }

  /** Reads a line or a file. */
  static MaskSpec read(String spec) {
    return spec.startsWith(INLINE) ? inline(spec) : file(path(spec, "a data description"));
  }

  private static MaskSpec file(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(Sentence.of("no data named \"" + file + "\": there is no file of that name"));
    }
    try {
      JsonNode tree = YAML.readTree(TextFile.text(file));
      if (!(tree instanceof ObjectNode)) {
        throw new BadData(file + " describes no data: it must be a mapping with the keys " + String.join(", ", KEYS));
      }
      Path beside = file.getParent() == null ? Path.of("") : file.getParent();
      return of(file.toString(), beside.resolve(path(text(tree, "root", "", "a folder", file.toString()), "the data root")), tree);
    } catch (JsonProcessingException e) {
      String place = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
      throw new BadData(file + place + ": " + Sentence.of(e), e);
    }
  }

  private static MaskSpec inline(String spec) {
    String[] parts = spec.substring(INLINE.length()).split(",");
    ObjectNode tree = YAML.createObjectNode().put("root", parts[0].strip());
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      String[] path = parts[i].substring(0, Math.max(0, equals)).strip().split("\\.", 2);
      ObjectNode place = path.length < 2 ? tree : inner(tree, path[0], spec);
      String key = path[path.length - 1];
      if (equals < 1 || place.has(key)) {
        throw new IllegalArgumentException(Sentence.of("\"" + parts[i] + "\" in " + spec
            + (equals < 1 ? " is no KEY=VALUE" : " gives a key a second time")));
      }
      place.set(key, value(parts[i].substring(equals + 1).strip()));
    }
    return of(spec, path(parts[0].strip(), "the data root"), tree);
  }

  private static Path path(String text, String what) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(Sentence.of("\"" + text + "\" cannot be the path of " + what), e);
    }
  }

  private static ObjectNode inner(ObjectNode tree, String key, String spec) {
    if (tree.has(key) && !tree.get(key).isObject()) {
      throw new IllegalArgumentException(Sentence.of("\"" + key + "\" in " + spec + " is given as a whole and in parts"));
    }
    return tree.withObject("/" + key);
  }

  /** One text, or several with {@code +} between. */
  private static JsonNode value(String text) {
    String[] several = text.split("\\+");
    if (several.length < 2) {
      return TextNode.valueOf(text);
    }
    ArrayNode all = YAML.createArrayNode();
    Stream.of(several).forEach(one -> all.add(one.strip()));
    return all;
  }

  private static MaskSpec of(String where, Path root, JsonNode tree) {
    for (Iterator<String> keys = tree.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(Sentence.of("unknown key \"" + key + "\" in " + where + "; known are "
            + String.join(", ", KEYS)));
      }
    }
    Set<Integer> ignore = new LinkedHashSet<>();
    list(tree.path("ignore")).forEach(value -> ignore.add(whole("ignore", value, where)));
    int offset = tree.has("offset") ? whole("offset", tree.get("offset"), where) : 0;
    return new MaskSpec(where, new Within(root), tree, offset, ignore, yes(tree.path("colours"), where));
  }

  /** The text of a key, {@code otherwise} where it is left out. */
  private static String text(JsonNode tree, String key, String otherwise, String form, String where) {
    JsonNode node = tree.path(key);
    if (!node.isMissingNode() && !node.isTextual() && !node.isNumber()) {
      throw new IllegalArgumentException(Sentence.of("\"" + key + "\" in " + where + " is " + shown(node) + " and must be " + form));
    }
    return node.asText(otherwise);
  }

  private static String shown(JsonNode node) {
    return node.isNull() ? "empty" : node.toString();
  }

  private static boolean yes(JsonNode node, String where) {
    return switch (node.isMissingNode() ? "no" : node.asText()) {
      case "yes", "true", "on" -> true;
      case "no", "false", "off" -> false;
      default -> throw new IllegalArgumentException(Sentence.of("\"colours\" in " + where + " is " + shown(node)
          + " and must be yes or no"));
    };
  }

  private static List<JsonNode> list(JsonNode node) {
    List<JsonNode> all = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(all::add);
    } else if (!node.isMissingNode() && !node.isNull()) {
      all.add(node);
    }
    return all;
  }

  private static int whole(String key, JsonNode node, String where) {
    if (!node.asText().matches("-?[0-9]{1,8}")) {
      throw new IllegalArgumentException(Sentence.of("\"" + key + "\" in " + where + " is " + shown(node) + " and must be whole numbers"));
    }
    return Integer.parseInt(node.asText());
  }

  /** What {@code classes} says. */
  ClassTable classes() {
    JsonNode node = tree.path("classes");
    if (node.isMissingNode()) {
      throw new IllegalArgumentException(Sentence.of(where + " does not name the classes; add classes: FILE or a list of names"));
    }
    if (node.isTextual()) {
      return ClassTable.read(root.resolve(node.asText(), where), offset);
    }
    if (!node.isArray() || node.isEmpty() || !list(node).stream().allMatch(name -> name.isValueNode() && !name.isNull())) {
      throw new IllegalArgumentException(Sentence.of("\"classes\" in " + where + " is " + shown(node)
          + " and must be a file, or a list of names such as [Sky, Building]"));
    }
    return ClassTable.of(where, list(node).stream().map(JsonNode::asText).toList(), offset);
  }

  boolean has(String half) {
    return tree.has(half);
  }

  /** The pairs of {@code train} or {@code test}. */
  List<Pair> pairs(String half, Consumer<BadData> problems) {
    JsonNode node = tree.path(half);
    if (node.isTextual()) {
      return PairList.read(root.resolve(node.asText(), where), root, problems);
    }
    if (!node.isObject()) {
      throw new IllegalArgumentException(Sentence.of(where + " does not say where its " + half + " pairs are; add " + half + ": LIST, or "
          + half + ": {images: FOLDER, masks: FOLDER}"));
    }
    List<String> known = List.of("images", "masks", "list", "image-end", "mask-end");
    node.fieldNames().forEachRemaining(key -> {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(Sentence.of("unknown key \"" + half + "." + key + "\" in " + where + "; known are "
            + String.join(", ", known)));
      }
    });
    String in = "\"" + half + "\" in " + where;
    Stems stems = new Stems(folder(node, half, "images"), folder(node, half, "masks"), text(node, "image-end", "", "the end of a name", in),
        text(node, "mask-end", "", "the end of a name", in));
    return node.has("list") ? PairList.stems(root.resolve(text(node, "list", "", "a file", in), where), stems, root, problems) : stems.all(root, problems);
  }

  private String folder(JsonNode node, String half, String key) {
    if (!node.path(key).isTextual()) {
      throw new IllegalArgumentException(Sentence.of("\"" + half + "\" in " + where + " needs the key \"" + key + "\", a folder"));
    }
    return node.get(key).asText();
  }
}
