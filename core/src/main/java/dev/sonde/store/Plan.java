package dev.sonde.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The layout of a file about to be written.
 *
 * @param header what the file begins with, its checksums not known yet
 * @param order  names of the tensors as their elements follow each other: wide types first, so that every tensor is aligned
 */
record Plan(Header header, List<String> order) {
  static Plan of(Map<String, Tensor> tensors, Map<String, String> metadata) {
    return of(tensors, Map.of(), metadata);
  }

  /**
   * A plan for tensors of which some are written under other sizes than they have.
   *
   * @param shapes sizes of those, by name; the elements stay as many and their row-major order the same
   */
  static Plan of(Map<String, Tensor> tensors, Map<String, List<Long>> shapes, Map<String, String> metadata) {
    Map<String, Dtype> types = new LinkedHashMap<>();
    Map<String, String> sums = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> {
      types.put(named(name), Dtype.of(name, tensor));
      sums.put(name, Checksum.NONE);
    });
    List<String> order = types.keySet().stream().sorted(Comparator.comparing((String name) -> -types.get(name).width())).toList();
    Map<String, List<Long>> sizes = new HashMap<>(shapes);
    tensors.forEach((name, tensor) -> sizes.computeIfAbsent(name, own -> Blocks.shape(tensor)));
    return new Plan(new Header(placed(sizes, types, order), plain(metadata), sums), order);
  }

  private static String named(String name) {
    if (name.equals(Header.METADATA)) {
      throw new IllegalArgumentException("a tensor cannot be named " + name + ": safetensors keeps its texts there");
    }
    return name;
  }

  /** Without the checksums of the file that the texts were read from by another program. */
  private static Map<String, String> plain(Map<String, String> metadata) {
    Map<String, String> texts = new LinkedHashMap<>(metadata);
    texts.remove(Checksum.HEADER);
    texts.remove(Checksum.TENSORS);
    return texts;
  }

  private static Map<String, Entry> placed(Map<String, List<Long>> shapes, Map<String, Dtype> types, List<String> order) {
    Map<String, Entry> places = new HashMap<>();
    long begin = 0;
    for (String name : order) {
      Entry entry = Entry.at(begin, types.get(name), shapes.get(name));
      places.put(name, entry);
      begin = entry.end();
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    types.keySet().forEach(name -> entries.put(name, places.get(name)));
    return entries;
  }

  /** Length of the file. */
  long bytes() {
    return header.bytes().length + header.entries().values().stream().mapToLong(Entry::bytes).sum();
  }

  /** The tensors first, whose checksums come out of their writing; the header last, into the room before them. */
  void writeTo(FileChannel channel, Map<String, Tensor> tensors) throws IOException {
    Map<String, String> sums = new LinkedHashMap<>(header.sums());
    channel.position(header.bytes().length);
    for (String name : order) {
      sums.put(name, Blocks.write(channel, tensors.get(name)));
    }
    channel.position(0);
    Blocks.append(channel, ByteBuffer.wrap(new Header(header.entries(), header.metadata(), sums).bytes()));
  }
}
