package dev.sonde.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.loss.Loss;
import dev.sonde.net.Network;
import dev.sonde.schedule.Schedule;
import dev.sonde.supervise.Head;
import dev.sonde.supervise.Published;
import dev.sonde.supervise.Supervision;
import dev.sonde.zoo.Zoo;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class SketchTest {
  static List<String> zoo() {
    return Zoo.names();
  }

  private static Network network(String name) {
    return Zoo.network(name, Zoo.defaultInput(name), 10);
  }

  private static List<Document> pieces(Network network, List<Supervision> heads) throws Exception {
    List<Document> all = new ArrayList<>();
    ObjectNode sketch = Sketch.of(network, heads);
    for (var piece : sketch.get("pieces")) {
      all.add(DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(piece.asText()))));
    }
    return all;
  }

  private static List<Element> elements(Document piece, String name, String word) {
    NodeList found = piece.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i))
        .filter(element -> List.of(element.getAttribute("class").split(" ")).contains(word)).toList();
  }

  private static Rectangle2D rectangle(Element box) {
    Element rect = (Element) box.getElementsByTagName("rect").item(0);
    return new Rectangle2D.Double(number(rect, "x"), number(rect, "y"), number(rect, "width"), number(rect, "height"));
  }

  private static double number(Element element, String name) {
    return Double.parseDouble(element.getAttribute(name));
  }

  /** The boxes of the body and the heads as wholes. */
  private static Map<String, Rectangle2D> boxes(Document piece) {
    Map<String, Rectangle2D> boxes = new LinkedHashMap<>();
    elements(piece, "g", "box").stream().filter(box -> box.hasAttribute("data-block"))
        .forEach(box -> boxes.put(box.getAttribute("data-block"), rectangle(box)));
    elements(piece, "g", "head").forEach(head -> boxes.put("head " + head.getAttribute("data-head"), rectangle(head)));
    return boxes;
  }

  /** The straight strokes of an edge, without its arrow. */
  private static List<Line2D> strokes(Element edge) {
    List<Line2D> strokes = new ArrayList<>();
    double x = 0;
    double y = 0;
    Matcher command = Pattern.compile("([MVHqm])([-\\d. ]+)").matcher(edge.getAttribute("d"));
    while (command.find() && !command.group(1).equals("m")) {
      double[] n = Stream.of(command.group(2).trim().split(" +")).mapToDouble(Double::parseDouble).toArray();
      double toX = switch (command.group(1)) {
        case "M", "H" -> n[0];
        case "q" -> x + n[2];
        default -> x;
      };
      double toY = switch (command.group(1)) {
        case "M" -> n[1];
        case "V" -> n[0];
        case "q" -> y + n[3];
        default -> y;
      };
      if (!command.group(1).equals("M")) {
        strokes.add(new Line2D.Double(x, y, toX, toY));
      }
      x = toX;
      y = toY;
    }
    return strokes;
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void no_two_boxes_overlap_and_all_stand_inside_the_picture(String name) throws Exception {
    for (Document piece : pieces(network(name), Published.of(name))) {
      List<Map.Entry<String, Rectangle2D>> boxes = List.copyOf(boxes(piece).entrySet());
      String[] view = piece.getDocumentElement().getAttribute("viewBox").split(" ");
      Rectangle2D whole = new Rectangle2D.Double(0, 0, Double.parseDouble(view[2]), Double.parseDouble(view[3]));
      for (int i = 0; i < boxes.size(); i++) {
        assertTrue(whole.contains(boxes.get(i).getValue()), boxes.get(i).getKey() + " sticks out");
        for (int j = 0; j < i; j++) {
          assertFalse(boxes.get(i).getValue().intersects(boxes.get(j).getValue()), boxes.get(i).getKey() + " lies on " + boxes.get(j)
              .getKey());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void every_connection_is_drawn_once_from_box_to_box(String name) throws Exception {
    Set<String> expected = new HashSet<>();
    Block.of(network(name)).forEach(block -> block.inputs().forEach(input -> expected.add(input + " → " + block.name())));
    List<String> drawn = new ArrayList<>();
    for (Document piece : pieces(network(name), List.of())) {
      Map<String, Rectangle2D> boxes = boxes(piece);
      for (Element edge : elements(piece, "path", "edge")) {
        List<Line2D> strokes = strokes(edge);
        Rectangle2D from = boxes.get(edge.getAttribute("data-from"));
        Rectangle2D to = boxes.get(edge.getAttribute("data-to"));
        drawn.add(edge.getAttribute("data-from") + " → " + edge.getAttribute("data-to"));
        assertEquals(from.getMaxY(), strokes.get(0).getY1());
        assertEquals(from.getCenterX(), strokes.get(0).getX1(), 1);
        assertEquals(to.getMinY(), strokes.get(strokes.size() - 1).getY2());
        assertEquals(to.getCenterX(), strokes.get(strokes.size() - 1).getX2(), 1);
      }
    }
    assertEquals(expected, new HashSet<>(drawn));
    assertEquals(expected.size(), drawn.size(), "drawn twice");
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void no_connection_runs_through_a_box(String name) throws Exception {
    for (Document piece : pieces(network(name), List.of())) {
      Map<String, Rectangle2D> boxes = boxes(piece);
      for (Element edge : elements(piece, "path", "edge")) {
        boxes.forEach((box, place) -> {
          Rectangle2D inside = new Rectangle2D.Double(place.getX() + 1, place.getY() + 1, place.getWidth() - 2, place.getHeight() - 2);
          strokes(edge).forEach(stroke -> assertFalse(stroke.intersects(inside),
              edge.getAttribute("data-from") + " → " + edge.getAttribute("data-to") + " runs through " + box));
        });
      }
    }
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void every_node_stands_in_exactly_one_box(String name) {
    Network network = network(name);
    List<String> held = Block.of(network).stream().flatMap(block -> block.nodes().stream()).map(node -> node.name()).toList();
    assertEquals(network.nodes().stream().map(node -> node.name()).toList(), held.stream().sorted((a, b) -> 0).toList());
    List<String> names = Block.of(network).stream().map(Block::name).toList();
    assertEquals(names.size(), new HashSet<>(names).size());
  }

  @Test
  void chains_are_folded_and_residual_branches_are_not() {
    List<Block> blocks = Block.of(network("resnet-18"));
    Block first = blocks.get(1);
    assertEquals("conv1", first.name());
    assertEquals("conv 7x7/2 · bn · relu", first.words());
    Block sum = blocks.stream().filter(block -> block.name().equals("layer2.0")).findFirst().orElseThrow();
    assertEquals(List.of("layer2.0.conv2", "layer2.0.downsample.0"), sum.inputs());
    assertEquals("add · relu", sum.words());
  }

  @Test
  void heads_hang_once_at_the_boxes_that_hold_their_taps() throws Exception {
    Network network = network("cnds-13");
    List<Supervision> heads = Stream.of("relu4", "pool7", "conv13")
        .map(tap -> Supervision.of(tap, Head.pooled(), Loss.crossEntropy(), Schedule.constant(0.3))).toList();
    List<String> hung = new ArrayList<>();
    List<String> tapped = new ArrayList<>();
    for (Document piece : pieces(network, heads)) {
      elements(piece, "g", "head").forEach(head -> hung.add(head.getAttribute("data-head")));
      elements(piece, "g", "tapped").forEach(box -> tapped.add(box.getAttribute("data-block")));
    }
    assertEquals(List.of("relu4", "pool7", "conv13"), hung);
    assertEquals(List.of("conv4", "pool7", "conv13"), tapped);
  }

  @Test
  void a_long_network_is_cut_at_its_waists_and_a_short_one_is_not() throws Exception {
    assertEquals(1, pieces(network("dsn-mnist"), List.of()).size());
    List<Document> pieces = pieces(network("googlenet"), List.of());
    assertTrue(pieces.size() > 1);
    assertEquals(0, elements(pieces.get(0), "g", "ghost").size());
    pieces.subList(1, pieces.size()).forEach(piece -> assertEquals(1, elements(piece, "g", "ghost").size()));
  }

  @Test
  void the_table_of_heads_has_their_cost() {
    ObjectNode sketch = Sketch.of(network("cnds-8"), Published.of("cnds-8"));
    assertEquals("pool4", sketch.at("/heads/0/tap").asText());
    assertTrue(sketch.at("/heads/0/parameters").asLong() > 1000);
    assertEquals(sketch.at("/heads/0/macs").asDouble() / sketch.at("/body/macs").asDouble(), sketch.at("/heads/0/share").asDouble(), 1e-4);
  }
}
