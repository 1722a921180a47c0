package dev.sonde.net;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.util.ArrayList;
import java.util.List;

/**
 * A network as JSON or YAML, and back without loss. How it is initialised is not part of it.
 *
 * <pre>
 * name    what people call it
 * input   shape of one sample: 3x32x32, or 4096
 * nodes   list, in evaluation order; the last is the output
 *   name  the tap
 *   layer the kind: conv, transposed-conv, batch-norm, relu, relu6, max-pool, average-pool, adaptive-average-pool, linear, flatten,
 *         dropout, local-response-norm, add, concat, resize, resize-like, channel-pad, identity
 *   from  list of earlier nodes or "input"; left out where it is the node above alone (the input, for the first)
 *   and the numbers of the kind, those with a default left out where they equal it:
 *     conv                   filters, kernel, stride 1, padding 0, dilation 1, groups 1, bias true
 *     transposed-conv        filters, kernel, stride 1, padding 0, bias true
 *     batch-norm             epsilon 1e-5, momentum 0.1
 *     max-pool               kernel, stride (default: kernel), padding 0, ceil false
 *     average-pool           the same, count-padding true
 *     adaptive-average-pool  size
 *     linear                 features, bias true
 *     dropout                rate 0.5, channels false
 *     local-response-norm    size 5, alpha 1e-4, beta 0.75, k 1
 *     resize                 scale, align-corners false
 *     resize-like            align-corners false
 *     channel-pad            before 0, behind 0
 * </pre>
 *
 * <p>A key that is none of these is refused with the nearest that is.
 */
public final class NetworkJson {
  private static final ObjectMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  /** YAML contains JSON, so that one reader serves both. */
  private static final ObjectMapper YAML = YAMLMapper.builder(YAMLFactory.builder().stringQuotingChecker(new Quotes()).build())
      .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
      .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  /** Quotes every text that does not begin with a letter, since YAML might take it for a number ({@code 1e3}, {@code 0x10}). */
  private static final class Quotes extends StringQuotingChecker.Default {
    @Override
    public boolean needToQuoteValue(String value) {
      return value.isEmpty() || !Character.isLetter(value.charAt(0)) || super.needToQuoteValue(value);
    }
  }

  private NetworkJson() {}

  /** {@code network} as indented JSON. */
  public static String text(Network network) {
    return written(JSON, network);
  }

  /** {@code network} as YAML. */
  public static String yaml(Network network) {
    return written(YAML, network);
  }

  private static String written(ObjectMapper mapper, Network network) {
    try {
      return mapper.writeValueAsString(tree(network));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts and numbers cannot fail to be written", e);
    }
  }

  /** {@code network} as a tree, to stand inside other documents. */
  public static ObjectNode tree(Network network) {
    ObjectNode tree = JSON.createObjectNode().put("name", network.name()).put("input", network.input().toString());
    ArrayNode nodes = tree.putArray("nodes");
    String above = Network.INPUT;
    for (Node node : network.nodes()) {
      ObjectNode entry = nodes.addObject().put("name", node.name()).put("layer", Kind.name(node.layer()));
      node.layer().accept(new LayerFields(entry));
      if (!node.inputs().equals(List.of(above))) {
        ArrayNode from = entry.putArray("from");
        node.inputs().forEach(from::add);
      }
      above = node.name();
    }
    return tree;
  }

  /** Reads JSON or YAML; throws {@link IllegalArgumentException} that says where and why it describes no network. */
  public static Network parse(String text) {
    try {
      return network(Plain.tree(YAML, text, "the network"));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the network is neither JSON nor YAML: " + Plain.said(e), e);
    }
  }

  /** Reads a tree as {@link #tree(Network)} writes it. */
  public static Network network(JsonNode tree) {
    Entry entry = Entry.of(tree, "the network");
    String name = entry.text("name");
    Shape input = Shape.parse(entry.text("input"));
    JsonNode list = entry.take("nodes");
    if (!list.isArray()) {
      throw new IllegalArgumentException("\"nodes\" of network " + name + " must be a list");
    }
    entry.done();
    List<Node> nodes = new ArrayList<>();
    for (JsonNode item : list) {
      nodes.add(node(item, nodes));
    }
    return new Network(name, input, nodes);
  }

  private static Node node(JsonNode item, List<Node> above) {
    Entry entry = Entry.of(item, "nodes[" + above.size() + "]");
    String name = entry.text("name");
    Entry named = entry.called("node \"" + name + "\"");
    Layer layer = LayerReader.layer(named);
    String before = above.isEmpty() ? Network.INPUT : above.get(above.size() - 1).name();
    Node node = new Node(name, layer, named.texts("from", List.of(before)));
    named.done();
    return node;
  }
}
