package dev.sonde.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.data.BadData;
import dev.sonde.data.Palette;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkJson;
import dev.sonde.net.Plain;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link Checkpoint} says of itself in words: its metadata. Whatever is damaged in it is a {@link BadData} that names the file.
 *
 * @param file for messages
 * @param all  the texts by key
 */
record Notes(Path file, Map<String, String> all) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FORMAT = "sonde 1";
  private static final String HEADS = "head-networks";

  /** The metadata of a file that must be a checkpoint. */
  static Notes read(Path file, Map<String, String> all) {
    if (!FORMAT.equals(all.get("format"))) {
      throw new BadData(file + " is no Sonde checkpoint: its format is " + Plain.quoted(all.getOrDefault("format", "")) + ", not \"" + FORMAT + "\"");
    }
    if (all.containsKey(Checksum.HEADER)) {
      throw new BadData(file + " is damaged: its header has a checksum, but its tensors have none");
    }
    return new Notes(file, all);
  }

  /** The metadata to write. */
  static Map<String, String> of(Checkpoint.Contents contents) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("format", FORMAT);
    all.put("network", NetworkJson.text(contents.body().network()));
    all.put("classes", json(contents.classes()));
    all.put("loss", contents.loss());
    all.put("eval", json(contents.eval()));
    all.put("prepare", json(contents.preparation().steps()));
    if (!contents.heads().isEmpty()) {
      all.put("heads", json(List.copyOf(contents.heads().keySet())));
    }
    all.putAll(contents.notes());
    return all;
  }

  /** The note from which {@link #headNetworks} reads; nothing where there are none. */
  static Map<String, String> ofHeads(Map<String, Network> heads) {
    Map<String, String> texts = new LinkedHashMap<>();
    heads.forEach((tap, network) -> texts.put(tap, NetworkJson.text(network)));
    return texts.isEmpty() ? Map.of() : Map.of(HEADS, json(texts));
  }

  String text(String key) {
    String value = all.get(key);
    if (value == null) {
      throw new BadData(file + " is no whole checkpoint: its metadata has no \"" + key + "\"");
    }
    return value;
  }

  List<String> list(String key) {
    String damaged = file + " has damaged metadata: \"" + key + "\" is no list of texts";
    try {
      List<String> texts = JSON.readValue(text(key), new TypeReference<List<String>>() {});
      if (texts == null || texts.contains(null) || !texts.stream().allMatch(Plain::is)) {
        throw new BadData(damaged);
      }
      return texts;
    } catch (JsonProcessingException e) {
      throw new BadData(damaged, e);
    }
  }

  Network network() {
    return parsed(text("network"));
  }

  private Network parsed(String text) {
    try {
      return NetworkJson.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BadData(file + " has a damaged network: " + e.getMessage(), e);
    }
  }

  String loss() {
    String loss = text("loss");
    if (!Plain.is(loss)) {
      throw new BadData(file + " has damaged metadata: \"loss\" is no single line of bounded length");
    }
    return loss;
  }

  Palette palette() {
    String text = all.get("palette");
    int classes = list("classes").size();
    if (text == null) {
      return Palette.distinct(classes);
    }
    List<String> colours = List.of(text.split(",", -1));
    if (colours.size() != classes || !colours.stream().allMatch(colour -> colour.matches("#[0-9a-f]{6}"))) {
      throw new BadData(file + " has damaged metadata: \"palette\" is no list of " + classes + " colours #rrggbb");
    }
    return new Palette(colours.stream().map(colour -> Integer.parseInt(colour.substring(1), 16)).toList());
  }

  /** The taps of heads, as far as they are said. */
  List<String> heads() {
    return all.containsKey("heads") ? list("heads") : List.of();
  }

  Map<String, Network> headNetworks() {
    Map<String, Network> networks = new LinkedHashMap<>();
    String damaged = file + " has damaged metadata: \"" + HEADS + "\" does not map taps to networks";
    try {
      Map<String, String> texts = JSON.readValue(all.getOrDefault(HEADS, "{}"), new TypeReference<Map<String, String>>() {});
      if (texts == null || texts.containsValue(null)) {
        throw new BadData(damaged);
      }
      texts.forEach((tap, text) -> networks.put(tap, parsed(text)));
      return networks;
    } catch (JsonProcessingException e) {
      throw new BadData(damaged, e);
    }
  }

  private static String json(Object values) {
    try {
      return JSON.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts always have a written form", e);
    }
  }
}
