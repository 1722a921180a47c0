package dev.sonde.store;

import dev.sonde.data.BadData;
import dev.sonde.net.Plain;
import dev.sonde.torch.Native;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * Named tensors of a file that somebody else wrote: {@code .pth}, {@code .pth.tar}, {@code .th}, {@code .pt} in both forms of
 * {@code torch.save} ({@link TorchFile}), or {@code .safetensors}; told apart by their first bytes, not their names. Nothing in the file
 * is run, and no other global than those of tensors and containers is accepted ({@link Global}).
 *
 * <p>A training checkpoint is searched for its state dict: under {@code state_dict}, {@code model_state_dict}, {@code model_state},
 * {@code model}, {@code net}, {@code network}, {@code weights}, {@code module}, {@code params}, or under the only key that holds named
 * tensors. Numbers and texts beside the tensors are passed over. Tensors are read when they are asked for.
 */
public final class StateDict implements AutoCloseable {
  private final String file;
  private final AutoCloseable source;
  private final Map<String, Stored> tensors;

  /** A tensor of the file, not yet read. */
  private interface Stored {
    List<Long> shape();

    Dtype type();

    Tensor read();
  }

  private StateDict(String file, AutoCloseable source, Map<String, Stored> tensors) {
    this.file = file;
    this.source = source;
    this.tensors = tensors;
  }

  /**
   * Opens a file and reads its list of tensors.
   *
   * @throws BadData              in one sentence, if it is damaged, holds anything but tensors and containers, or is no such file
   * @throws UncheckedIOException if it cannot be read
   */
  public static StateDict open(Path path) {
    FileChannel channel = Safetensors.channel(path);
    try {
      String file = path.toString();
      String start = start(channel);
      boolean other = start.length() > 8 && start.charAt(8) == '{';
      if (!other && start.startsWith("PK\3\4")) {
        return of(file, channel, TorchFile.zip(file, channel));
      }
      if (!other && TorchFile.isLegacy(start)) {
        return of(file, channel, TorchFile.legacy(file, channel));
      }
      channel.close();
      return safetensors(path, start);
    } catch (IOException failure) {
      close(channel);
      throw new UncheckedIOException("cannot read " + path + ": " + failure.getMessage(), failure);
    } catch (RuntimeException refused) {
      close(channel);
      throw refused;
    }
  }

  private static String start(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(300);
    channel.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
  }

  private static StateDict safetensors(Path path, String start) {
    boolean looks = path.toString().endsWith(".safetensors") || start.length() > 8 && start.charAt(8) == '{';
    if (!looks) {
      throw new BadData(path + " " + kind(start));
    }
    Safetensors opened = Safetensors.open(path);
    Map<String, Stored> tensors = new LinkedHashMap<>();
    opened.names().forEach(name -> tensors.put(name, new Foreign(opened, name)));
    return new StateDict(path.toString(), opened, tensors);
  }

  private static String kind(String start) {
    if (start.startsWith("version https://git-lfs")) {
      return "is not the weights but a pointer of git-lfs to them; fetch them with: git lfs pull";
    }
    if (start.stripLeading().startsWith("<")) {
      return "is a web page, not weights; the download went wrong";
    }
    return start.startsWith("ustar", 257)
        ? "is a tar archive of a PyTorch before 0.4, which is not supported; load and save it again with a newer one"
        : "is no file of torch.save and no safetensors file";
  }

  private static StateDict of(String file, FileChannel channel, TorchFile saved) throws IOException {
    Map<String, Stored> tensors = new LinkedHashMap<>();
    for (Map.Entry<Object, Object> entry : Nesting.stateDict(file, saved.object()).entries().entrySet()) {
      if (entry.getKey() instanceof String name && entry.getValue() instanceof View view) {
        tensors.put(name, new Kept(file, channel, name, view, saved.storages().region(view.storage())));
      }
    }
    return new StateDict(file, channel, tensors);
  }

  /** The name of the file. */
  public String file() {
    return file;
  }

  /** The names of the tensors in the file's order, as they stand there. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /** The sizes of a tensor's dimensions. */
  public List<Long> shape(String name) {
    return stored(name).shape();
  }

  /** The type of a tensor's elements. */
  public Dtype dtype(String name) {
    return stored(name).type();
  }

  /** A tensor of the file as a new, dense one on the CPU; it belongs to the caller's innermost scope. */
  public Tensor tensor(String name) {
    Native.load();
    return stored(name).read();
  }

  private Stored stored(String name) {
    return Optional.ofNullable(tensors.get(name)).orElseThrow(() -> new IllegalArgumentException("no tensor named \"" + name
        + "\" in " + file));
  }

  @Override
  public void close() {
    close(source);
  }

  private static void close(AutoCloseable source) {
    try {
      source.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A tensor of a safetensors file. */
  private record Foreign(Safetensors from, String name) implements Stored {
    @Override
    public List<Long> shape() {
      return from.shape(name);
    }

    @Override
    public Dtype type() {
      return from.dtype(name);
    }

    @Override
    public Tensor read() {
      return from.tensor(name);
    }
  }

  /**
   * A tensor of {@code torch.save}.
   *
   * @param region of the root storage
   */
  private record Kept(String file, FileChannel channel, String name, View view, Region region) implements Stored {
    @Override
    public List<Long> shape() {
      return view.shape();
    }

    @Override
    public Dtype type() {
      return view.storage().type();
    }

    @Override
    public Tensor read() {
      long[] sizes = longs(view.shape());
      if (view.elements() == 0) {
        return torch.empty(sizes, new TensorOptions(type().scalar()), new MemoryFormatOptional());
      }
      if (view.dense()) {
        return filled(sizes);
      }
      return filled(view.span()).as_strided(sizes, longs(view.strides()), new LongOptional(0)).contiguous();
    }

    private Tensor filled(long... sizes) {
      Tensor tensor = torch.empty(sizes, new TensorOptions(type().scalar()), new MemoryFormatOptional());
      try {
        Blocks.read(channel, region.begin() + (view.storage().begin() + view.offset()) * type().width(), tensor);
      } catch (EOFException cut) {
        throw new BadData("%s is damaged: it ends inside tensor %s".formatted(file, Plain.quoted(name)), cut);
      } catch (IOException failure) {
        throw new UncheckedIOException("cannot read tensor " + Plain.quoted(name) + " of " + file + ": " + failure.getMessage(), failure);
      }
      return tensor;
    }

    private static long[] longs(List<Long> values) {
      return values.stream().mapToLong(Long::longValue).toArray();
    }
  }
}
