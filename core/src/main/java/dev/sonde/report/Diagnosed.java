package dev.sonde.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.supervise.Part;

/**
 * Who sent which gradient, over time.
 *
 * <pre>
 * width     records in one column; 1 where none was joined
 * x         [step, …]
 * layers    [conv1, …]          bottom to top
 * parts     [main, tap, …]
 * share     {part: [layer][time]}
 * cosine    {tap: [layer][time]}
 * joint, main   [layer][time]   mean absolute gradient of the joint loss and of the main loss alone
 * </pre>
 */
final class Diagnosed {
  private Diagnosed() {}

  static ObjectNode of(Story story) {
    Thinned records = story.diagnosed();
    ObjectNode page = JsonNodeFactory.instance.objectNode().put("width", records.width());
    page.set("x", records.means("step"));
    story.layers().forEach(page.putArray("layers")::add);
    story.parts().forEach(page.putArray("parts")::add);
    for (String part : story.parts()) {
      page.withObjectProperty("share").set(part, rows(story, "share/" + part));
      if (!part.equals(Part.MAIN)) {
        page.withObjectProperty("cosine").set(part, rows(story, "cosine/" + part));
      }
    }
    page.set("joint", rows(story, "joint"));
    page.set("main", rows(story, "main"));
    return page;
  }

  private static ArrayNode rows(Story story, String column) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    story.layers().forEach(layer -> rows.add(story.diagnosed().means(layer + "/" + column)));
    return rows;
  }
}
