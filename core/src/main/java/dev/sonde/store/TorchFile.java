package dev.sonde.store;

import dev.sonde.data.BadData;
import dev.sonde.net.Plain;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file of {@code torch.save}: one pickled object, and the storages of its tensors.
 *
 * <p><b>Zip form</b> (since PyTorch 1.6), a {@link Zip} archive with one folder:
 * <pre>
 * NAME/data.pkl      the object; a storage is the persistent id ("storage", torch.FloatStorage, key, device, elements)
 * NAME/data/KEY      the elements of that storage
 * NAME/byteorder     "little" (or "big", which is refused); absent in older files, which are little-endian
 * </pre>
 * <b>Legacy form</b>, one after the other:
 * <pre>
 * pickle             the number 0x1950a86a20f9469cfc6c
 * pickle             the protocol, 1001
 * pickle             a dict of the machine; little_endian must be true
 * pickle             the object; the persistent id has a sixth part: none, or (key, first element, elements) of a view of the storage
 * pickle             the list of keys
 * for each key       elements, 8 bytes; then the elements themselves
 * </pre>
 *
 * <p>Source: PyTorch {@code torch/serialization.py}, {@code _save}, {@code _legacy_save}.
 *
 * @param object   what was pickled ({@link Pickled})
 * @param storages where each storage's elements lie, by key
 */
record TorchFile(Object object, Storages storages) {
  /** The number 0x1950a86a20f9469cfc6c as a pickle has it. */
  private static final String MAGIC = "\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019";
  private static final long PROTOCOL = 1001;
  private static final long LONGEST_PICKLE = 1 << 26;

  /** The finder of a storage's bytes. */
  @FunctionalInterface
  interface Storages {
    Region region(View.Storage storage) throws IOException;
  }

  static TorchFile zip(String file, FileChannel channel) throws IOException {
    Zip zip = Zip.read(file, channel);
    List<String> objects = zip.names().stream().filter(name -> name.matches("([^/]+/)?data\\.pkl")).toList();
    if (zip.names().stream().anyMatch(name -> name.matches("([^/]+/)?(code/.*|constants\\.pkl)"))) {
      throw new BadData(file + " is a TorchScript program, not a state dict; in Python, save model.state_dict()");
    }
    if (objects.size() != 1) {
      throw new BadData("%s is a zip archive, but not one of torch.save: it has %d entries data.pkl".formatted(file, objects.size()));
    }
    String folder = objects.get(0).substring(0, objects.get(0).length() - "data.pkl".length());
    if (zip.names().contains(folder + "byteorder") && !small(channel, zip.region(folder + "byteorder")).equals("little")) {
      throw new BadData(file + " was written on a big-endian machine, which is not supported; load and save it again on a usual one");
    }
    PickleBytes in = new PickleBytes(file, channel, bounded(file, zip.region(objects.get(0))));
    Object object = new Unpickler(file, in, id -> storage(file, id)).load();
    return new TorchFile(object, storage -> exact(file, storage, zip.region(folder + "data/" + storage.key())));
  }

  private static Region bounded(String file, Region pickle) {
    if (pickle.bytes() > LONGEST_PICKLE) {
      throw new BadData("%s was refused: its pickle has %d bytes; a state dict's has at most %d".formatted(file, pickle.bytes(),
          LONGEST_PICKLE));
    }
    return pickle;
  }

  private static String small(FileChannel channel, Region region) throws IOException {
    int bytes = (int) Math.min(region.bytes(), 64);
    return new String(Blocks.read(channel, region.begin(), ByteBuffer.allocate(bytes)).array(), StandardCharsets.US_ASCII);
  }

  private static Region exact(String file, View.Storage storage, Region region) {
    if (region.bytes() / storage.type().width() != storage.root() || region.bytes() % storage.type().width() != 0) {
      throw new BadData("%s is damaged: storage %s has %d bytes, but %d elements of %s are announced".formatted(
          file, Plain.quoted(storage.key()), region.bytes(), storage.root(), storage.type()));
    }
    return region;
  }

  /** Whether a file that begins with these bytes, as Latin-1, is of the legacy form. */
  static boolean isLegacy(String start) {
    return start.startsWith("\u0080") && start.indexOf(MAGIC) > 0;
  }

  static TorchFile legacy(String file, FileChannel channel) throws IOException {
    long size = channel.size();
    PickleBytes in = new PickleBytes(file, channel, new Region(0, Math.min(size, LONGEST_PICKLE)));
    Map<String, View.Storage> announced = new LinkedHashMap<>();
    part(file, in);
    if (!Long.valueOf(PROTOCOL).equals(part(file, in))) {
      throw new BadData(file + " has another protocol than " + PROTOCOL + ", the only one that torch.save ever wrote");
    }
    if (!(part(file, in) instanceof Pickled.Table machine) || !Boolean.TRUE.equals(machine.entries().get("little_endian"))) {
      throw new BadData(file + " was written on a big-endian machine, which is not supported; load and save it again on a usual one");
    }
    Object object = new Unpickler(file, in, id -> {
      View.Storage storage = storage(file, id);
      announced.putIfAbsent(storage.key(), storage);
      return storage;
    }).load();
    Map<String, Region> regions = regions(file, in, part(file, in), announced, size, channel);
    return new TorchFile(object, storage -> exact(file, storage, Optional.ofNullable(regions.get(storage.key())).orElseThrow(
        () -> new BadData("%s is damaged: it has no storage %s".formatted(file, Plain.quoted(storage.key()))))));
  }

  private static Object part(String file, PickleBytes in) {
    return new Unpickler(file, in, id -> Pickled.NONE).load();
  }

  private static Map<String, Region> regions(String file, PickleBytes in, Object keys, Map<String, View.Storage> announced, long size,
      FileChannel channel) {
    if (!(keys instanceof List<?> list)) {
      throw new BadData(file + " is damaged: it has no list of storages");
    }
    Map<String, Region> regions = new HashMap<>();
    long at = in.position();
    for (Object key : list) {
      View.Storage storage = key instanceof String text ? announced.get(text) : null;
      if (storage == null || regions.containsKey(storage.key())) {
        throw new BadData(file + " is damaged: its list of storages names one twice, or one that no tensor has");
      }
      long elements = new PickleBytes(file, channel, new Region(at, Math.min(8, size - at))).i64();
      if (elements < 0 || elements > (size - at - 8) / storage.type().width()) {
        throw new BadData("%s is damaged: storage %s announces %s elements, for which %d bytes are left".formatted(
            file, Plain.quoted(storage.key()), Long.toUnsignedString(elements), size - at - 8));
      }
      regions.put(storage.key(), new Region(at + 8, elements * storage.type().width()));
      at += 8 + elements * storage.type().width();
    }
    return regions;
  }

  /** The storage of a persistent id. */
  private static View.Storage storage(String file, List<?> id) {
    if (id.size() >= 5 && "storage".equals(id.get(0)) && id.get(1) instanceof Global global && global.storage().isPresent()
        && id.get(2) instanceof String key && id.get(4) instanceof Long elements && elements >= 0) {
      Dtype type = global.storage().get();
      if (id.size() == 6 && id.get(5) instanceof List<?> view && view.size() == 3) {
        return shown(file, new View.Storage(key, type, elements, 0, elements), view);
      }
      return new View.Storage(key, type, elements, 0, elements);
    }
    throw new BadData(file + " is damaged: a storage has an id that torch.save does not write");
  }

  private static View.Storage shown(String file, View.Storage root, List<?> view) {
    if (view.get(1) instanceof Long begin && view.get(2) instanceof Long elements && begin >= 0 && elements >= 0 && elements <= root.root()
        && begin <= root.root() - elements) {
      return new View.Storage(root.key(), root.type(), elements, begin, root.root());
    }
    throw new BadData("%s is damaged: a view of storage %s reaches outside of it".formatted(file, Plain.quoted(root.key())));
  }
}
