package dev.sonde.data;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Small text files of people: UTF-8 with or without a byte order mark, lines ended as any system does. */
final class TextFile {
  private static final String MARK = "\ufeff";
  private static final long LARGEST = 256L << 20;

  private TextFile() {}

  /** The whole text; throws {@link BadData} where it is none, or larger than 256 MB. */
  static String text(Path file) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(WholeFile.bytes(file, LARGEST))).toString();
      return text.startsWith(MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new BadData(file + " is not a text file in UTF-8", e);
    }
  }

  /** All lines, blank ones too, so that positions are line numbers. */
  static List<String> numbered(Path file) {
    return text(file).lines().map(String::strip).toList();
  }

  /** Lines that are neither blank nor a comment ({@code #}). */
  static List<String> lines(Path file) {
    return numbered(file).stream().filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
  }
}
