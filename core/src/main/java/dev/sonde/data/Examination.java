package dev.sonde.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link Doctor} found out about a set.
 *
 * @param data     the text that names the set
 * @param train    samples of the training half
 * @param test     samples of the test half
 * @param dense    whether shares count pixels of masks; otherwise samples
 * @param findings the worst first, at most 10,000 of each kind
 * @param counts   how many there are of each kind
 * @param classes  in the order of the classes; empty where the set could not be opened
 */
public record Examination(String data, int train, int test, boolean dense, List<Finding> findings, Map<Finding.Kind, Integer> counts, List<Share> classes) {
  /**
   * How much of the set is of one class, in pixels or samples.
   *
   * @param trainSamples samples of the training half that show the class
   */
  public record Share(String name, long train, long test, int trainSamples) {}

  public Examination {
    findings = List.copyOf(findings);
    counts = counts.isEmpty() ? Map.of() : new EnumMap<>(counts);
    classes = List.copyOf(classes);
  }

  /** Whether something would break a training, or make its measure untrue. */
  public boolean wrong() {
    return counts.keySet().stream().anyMatch(Finding.Kind::wrong);
  }

  /** The first {@code most} findings of a kind, to be shown; {@link #more(Finding.Kind, int)} counts the others. */
  public List<Finding> first(Finding.Kind kind, int most) {
    return findings.stream().filter(finding -> finding.kind() == kind).limit(most).toList();
  }

  /** How many findings of a kind there are beyond {@link #first}. */
  public int more(Finding.Kind kind, int most) {
    return counts.getOrDefault(kind, 0) - first(kind, most).size();
  }

  /** How many findings of a kind are not among {@link #findings}. */
  public int more(Finding.Kind kind) {
    return more(kind, Integer.MAX_VALUE);
  }

  /** {@code {data, wrong, train, test, findings: [{kind, wrong, sentence}], counts: {kind: n}, unit, classes: [{name, train, test, trainSamples}]}}. */
  public String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("data", data);
    all.put("wrong", wrong());
    all.put("train", train);
    all.put("test", test);
    all.put("findings", findings.stream().map(Examination::map).toList());
    all.put("counts", counts);
    all.put("unit", dense ? "pixels" : "samples");
    all.put("classes", classes);
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an examination cannot be written as JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static Map<String, Object> map(Finding finding) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", finding.kind());
    map.put("wrong", finding.kind().wrong());
    map.put("sentence", finding.sentence());
    return map;
  }
}
