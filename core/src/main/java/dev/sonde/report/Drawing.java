package dev.sonde.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One piece of a network as SVG: boxes in lanes, edges between them, heads in a column of their own to the right, dashed lines from their
 * taps.
 *
 * <p>Colours come from the page's style by class: {@code box k-KIND}, {@code tapped}, {@code ghost} for the box that the piece before ended
 * with, {@code head hN}. Edges carry {@code data-from} and {@code data-to}.
 */
final class Drawing {
  private static final int TALL = 42;
  private static final int GAP = 22;
  private static final int SIDE = 20;
  private static final int NARROW = 14;
  private static final int MARGIN = 6;
  private static final int LINE = 19;
  /** Of its size that a drawing may shrink to on a narrow page; below that it is moved sideways. */
  private static final double SMALLEST = 0.72;
  private static final double BOLD = 7.2;
  private static final double PLAIN = 5.9;

  private final List<Block> blocks;
  private final List<Branch> heads;
  private final Lanes lanes;
  private final int wide;
  private final int headWide;
  private final int[] left;
  private final StringBuilder svg = new StringBuilder();

  Drawing(List<Block> blocks, List<Branch> heads) {
    this.blocks = blocks;
    this.heads = heads.stream().sorted(Comparator.comparing(head -> blocks.indexOf(head.at()))).toList();
    lanes = Lanes.of(blocks);
    wide = blocks.stream().mapToInt(Drawing::need).max().orElse(0);
    headWide = this.heads.stream().mapToInt(Drawing::need).max().orElse(0);
    left = new int[lanes.lanes() + 1];
    left[0] = MARGIN;
    for (int lane = 0; lane < lanes.lanes(); lane++) {
      left[lane + 1] = left[lane] + width(lane) + SIDE;
    }
  }

  private static int need(Block block) {
    double words = PLAIN * (block.words().length() + block.shape().toString().length() + 3);
    return (int) Math.max(110, 20 + Math.max(BOLD * block.name().length(), words));
  }

  private static int need(Branch head) {
    double words = head.blocks().stream().mapToDouble(block -> PLAIN * (block.words().length() + block.shape().toString().length() + 3))
        .max().orElse(0);
    return (int) (20 + Math.max(BOLD * Math.max(head.title().length(), weight(head).length() * 0.85), words));
  }

  private static String colour(Branch head) {
    return "h" + head.number() % 9;
  }

  private static String weight(Branch head) {
    return "weight " + head.supervision().weight();
  }

  /** A lane without boxes needs room for a line only. */
  private int width(int lane) {
    return blocks.stream().anyMatch(block -> lanes.lane(block.name()) == lane) ? wide : NARROW;
  }

  String svg() {
    lanes.edges().forEach(this::edge);
    blocks.forEach(this::box);
    int bottom = heads();
    int height = Math.max(bottom, MARGIN + lanes.ranks() * (TALL + GAP) - GAP) + MARGIN;
    int width = left[lanes.lanes()] - SIDE + (heads.isEmpty() ? 0 : 2 * SIDE + headWide) + MARGIN;
    String name = blocks.get(0).name() + " to " + blocks.get(blocks.size() - 1).name();
    return String.format(Locale.ROOT,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"net\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
        + " style=\"min-width:%dpx\" role=\"img\" aria-label=\"%s\">%s</svg>", width, height, width, height, (int) (SMALLEST * width),
        Text.escaped("network drawing from " + name + headNames()), svg);
  }

  private String headNames() {
    return heads.stream().map(head -> ", head at " + head.supervision().tap()).collect(Collectors.joining());
  }

  private int x(Block block) {
    return left[lanes.lane(block.name())];
  }

  private int y(String block) {
    return MARGIN + lanes.rank(block) * (TALL + GAP);
  }

  private int centre(int lane) {
    return left[lane] + width(lane) / 2;
  }

  private void box(Block block) {
    String tapped = heads.stream().filter(head -> head.at().equals(block)).findFirst().map(head -> " tapped " + colour(head)).orElse("");
    boolean ghost = lanes.rank(block.name()) == 0 && !block.nodes().isEmpty();
    int x = x(block);
    int y = y(block.name());
    put("<g class=\"box k-%s%s%s\" data-block=\"%s\"><title>%s</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"/>",
        Text.escaped(block.kind()), tapped, ghost ? " ghost" : "", Text.escaped(block.name()), Text.escaped(block.whole()), x, y, wide,
        TALL, block.nodes().isEmpty() ? TALL / 2 : 6);
    put("<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>", x + 10, y + 17, Text.escaped(block.name()));
    put("<text x=\"%d\" y=\"%d\">%s</text>", x + 10, y + 33, Text.escaped(block.words()));
    put("<text class=\"shape\" x=\"%d\" y=\"%d\">%s</text></g>", x + wide - 10, y + 33, Text.escaped(block.shape().toString()));
  }

  /**
   * Down from its source, across to its lane, down, across to its target; the strokes of one source, and those into one target, lie on each
   * other.
   */
  private void edge(Lanes.Edge edge) {
    int top = y(edge.from()) + TALL;
    int bottom = y(edge.to());
    int from = centre(lanes.lane(edge.from()));
    int to = centre(lanes.lane(edge.to()));
    boolean passes = lanes.rank(edge.to()) - lanes.rank(edge.from()) > 1;
    int through = passes ? through(edge) : to;
    StringBuilder path = new StringBuilder("M" + from + " " + top);
    across(path, from, through, top + GAP / 3);
    across(path, through, to, bottom - GAP / 2);
    put("<path class=\"edge\" data-from=\"%s\" data-to=\"%s\" d=\"%sV%dm-3.5 -5l3.5 5l3.5 -5\"/>", Text.escaped(edge.from()),
        Text.escaped(edge.to()), path, bottom);
  }

  /** In line with its source or its target; at the side of a lane that is neither's, close to what it goes around. */
  private int through(Lanes.Edge edge) {
    boolean own = edge.lane() == lanes.lane(edge.from()) || edge.lane() == lanes.lane(edge.to());
    return own ? centre(edge.lane()) : left[edge.lane()] + NARROW / 2;
  }

  /** A step aside at height {@code y}, with round corners. */
  private static void across(StringBuilder path, int from, int to, int y) {
    if (from != to) {
      int r = to > from ? 5 : -5;
      path.append(String.format(Locale.ROOT, "V%dq0 5 %d 5H%dq%d 0 %d 5", y - 5, r, to - r, r, r));
    }
  }

  /** Draws the heads; returns the height they need. */
  private int heads() {
    int x = left[lanes.lanes()] + SIDE;
    int free = MARGIN;
    for (int i = 0; i < heads.size(); i++) {
      Branch head = heads.get(i);
      int y = Math.max(free, y(head.at().name()));
      line(head, x, y + TALL / 2, x - SIDE + 4 * (i % 3));
      free = head(head, x, y) + GAP;
    }
    return heads.isEmpty() ? 0 : free - GAP;
  }

  /** From the right of the tapped box; under its neighbours where there are any. */
  private void line(Branch head, int x, int y, int turn) {
    Block at = head.at();
    int right = x(at) + wide;
    int from = y(at.name()) + TALL / 2;
    boolean beside = blocks.stream().anyMatch(other -> lanes.rank(other.name()) == lanes.rank(at.name()) && x(other) > x(at));
    String around = beside ? "H" + (right + SIDE / 4) + "V" + (y(at.name()) + TALL + GAP * 3 / 4) : "";
    put("<path class=\"wire %s\" data-from=\"%s\" d=\"M%d %d%sH%dV%dH%d\"/>", colour(head), Text.escaped(head.supervision().tap()), right,
        from, around, turn, y, x);
    put("<circle class=\"wire %s\" cx=\"%d\" cy=\"%d\" r=\"3.5\"/>", colour(head), right, from);
  }

  private int head(Branch head, int x, int y) {
    List<Block> own = head.blocks().subList(1, head.blocks().size());
    int tall = TALL + 2 + own.size() * LINE + 6;
    put("<g class=\"head %s\" data-head=\"%s\"><title>%s</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>",
        colour(head), Text.escaped(head.supervision().tap()),
        Text.escaped(head.title() + ", " + head.supervision().loss() + ", " + weight(head)), x, y, headWide, tall);
    put("<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>", x + 10, y + 17, Text.escaped(head.title()));
    put("<text x=\"%d\" y=\"%d\">%s</text>", x + 10, y + 33, Text.escaped(weight(head)));
    IntStream.range(0, own.size()).forEach(i -> small(own.get(i), x + 6, y + TALL + 2 + i * LINE));
    put("</g>");
    return y + tall;
  }

  private void small(Block block, int x, int y) {
    put("<g class=\"box small k-%s\"><title>%s</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>",
        Text.escaped(block.kind()), Text.escaped(block.whole()), x, y, headWide - 12, LINE - 3);
    put("<text x=\"%d\" y=\"%d\">%s</text>", x + 6, y + 12, Text.escaped(block.words()));
    put("<text class=\"shape\" x=\"%d\" y=\"%d\">%s</text></g>", x + headWide - 18, y + 12, Text.escaped(block.shape().toString()));
  }

  private void put(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
