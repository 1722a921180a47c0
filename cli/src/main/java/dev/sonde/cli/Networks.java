package dev.sonde.cli;

import dev.sonde.net.Nearest;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkJson;
import dev.sonde.net.Shape;
import dev.sonde.zoo.Zoo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Networks by the words that people use for them: a name of the zoo, or a JSON or YAML file. */
final class Networks {
  private static final int LARGE = 200;
  private static final int ADE = 150;

  private Networks() {}

  static boolean isFile(String word) {
    return word.endsWith(".json") || word.endsWith(".yaml") || word.endsWith(".yml");
  }

  /** Refuses a word that is neither. */
  static void check(String word) {
    if (!isFile(word) && !Zoo.knows(Zoo.canonical(word))) {
      throw new IllegalArgumentException("no network named \"" + word + "\"" + Nearest.hint(word, Zoo.names()) + "; known are "
          + String.join(", ", Zoo.names()) + ", encoder+decoder such as deep-resnet-18-dilated+c1, and files that end in .json or .yaml");
    }
  }

  /**
   * The network that {@code word} means.
   *
   * @param input   of a zoo network; absent: the publication's
   * @param classes of a zoo network; absent: 10 for small images, 1000 for large ones, ADE20K's 150 for an encoder with a decoder
   */
  static Network of(String word, @Nullable Shape input, @Nullable Integer classes) {
    check(word);
    if (isFile(word)) {
      return fixed(read(Path.of(word)), input, classes);
    }
    Shape shape = input == null ? Zoo.defaultInput(word) : input;
    return Zoo.network(word, shape, classes == null ? usual(word, shape) : classes);
  }

  private static int usual(String word, Shape input) {
    return word.contains("+") ? ADE : input.height() >= LARGE ? 1000 : 10;
  }

  private static Network fixed(Network network, @Nullable Shape input, @Nullable Integer classes) {
    if (input != null || classes != null) {
      throw new IllegalArgumentException("the file of " + network.name()
          + " says its input and classes itself; leave out --input and --classes");
    }
    return network;
  }

  /** The network in a file; throws {@link IllegalArgumentException} naming it where it holds none. */
  static Network read(Path file) {
    if (!Files.exists(file)) {
      throw new IllegalArgumentException("no file " + file);
    }
    try {
      return NetworkJson.parse(Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + " describes no network: it is not text", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read network " + file + ": " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }
}
