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
 * @param header what the file begins with
 * @param order  names of the tensors as their elements follow each other: wide types first, so that every tensor is aligned
 */
record Plan(Header header, List<String> order) {
  static Plan of(Map<String, Tensor> tensors, Map<String, String> metadata) {
    Map<String, Dtype> types = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> types.put(named(name), Dtype.of(name, tensor)));
    List<String> order = types.keySet().stream().sorted(Comparator.comparing((String name) -> -types.get(name).width())).toList();
    return new Plan(new Header(placed(tensors, types, order), metadata), order);
  }

  private static String named(String name) {
    if (name.equals(Header.METADATA)) {
      throw new IllegalArgumentException("a tensor cannot be named " + name + ": safetensors keeps its texts there");
    }
    return name;
  }

  private static Map<String, Entry> placed(Map<String, Tensor> tensors, Map<String, Dtype> types, List<String> order) {
    Map<String, Entry> places = new HashMap<>();
    long begin = 0;
    for (String name : order) {
      Entry entry = Entry.at(begin, types.get(name), Blocks.shape(tensors.get(name)));
      places.put(name, entry);
      begin = entry.end();
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    tensors.keySet().forEach(name -> entries.put(name, places.get(name)));
    return entries;
  }

  void writeTo(FileChannel channel, Map<String, Tensor> tensors) throws IOException {
    ByteBuffer head = ByteBuffer.wrap(header.bytes());
    while (head.hasRemaining()) {
      channel.write(head);
    }
    for (String name : order) {
      Blocks.write(channel, tensors.get(name));
    }
  }
}
