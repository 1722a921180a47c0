package dev.sonde.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sonde.data.BadData;
import dev.sonde.net.Plain;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * The CRC-32C (polynomial 0x1EDC6F41 reflected, start and end inverted: RFC 3720, appendix B.4) of bytes, written as eight lower-case
 * hexadecimal digits. {@link Safetensors} says where it stands in a file.
 */
final class Checksum {
  /** Key of the header's own checksum. */
  static final String HEADER = "checksum";
  /** Key of the tensors' checksums. */
  static final String TENSORS = "checksums";
  /** What stands for a checksum while it is not known yet. */
  static final String NONE = "00000000";

  private static final JsonMapper JSON = new JsonMapper();
  private static final String DIGITS = "[0-9a-f]{8}";
  /** Cannot stand inside a text, where quotes are escaped. */
  private static final byte[] PLACE = ("\"" + HEADER + "\":\"").getBytes(StandardCharsets.US_ASCII);

  private Checksum() {}

  static String text(CRC32C sum) {
    return String.format(Locale.ROOT, "%08x", sum.getValue());
  }

  /** Tensors' checksums as one text. */
  static String text(Map<String, String> sums) {
    return JSON.valueToTree(sums).toString();
  }

  /** The same back; throws {@link BadData} where it is anything but a checksum for each of {@code names}. */
  static Map<String, String> parse(String file, String text, Set<String> names) {
    String damaged = file + " is damaged: its metadata \"" + TENSORS + "\" is not a checksum for each of its tensors";
    try {
      Map<String, String> sums = JSON.readValue(text, new TypeReference<LinkedHashMap<String, String>>() {});
      if (sums == null || !sums.keySet().equals(names) || !sums.values().stream().allMatch(sum -> sum != null && sum.matches(DIGITS))) {
        throw new BadData(damaged);
      }
      return sums;
    } catch (JsonProcessingException failure) {
      throw new BadData(damaged, failure);
    }
  }

  /** Puts the checksum of a header's text into its place there. */
  static void seal(byte[] text) {
    byte[] digits = of(text, place(text)).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, text, place(text), digits.length);
  }

  /** Throws {@link BadData} where the text of a header is not the one that was sealed. */
  static void check(String file, byte[] text) {
    int place = place(text);
    String said = place < 0 ? "none" : new String(text, place, NONE.length(), StandardCharsets.ISO_8859_1);
    String is = of(text, place);
    if (!said.equals(is)) {
      throw new BadData(("%s is damaged: the checksum of its header is %s, but it says %s; a program that changes the file on purpose"
          + " leaves \"%s\" and \"%s\" out of its metadata").formatted(file, is, Plain.text(said), HEADER, TENSORS));
    }
  }

  /** Of a header's text, its own eight digits counted as zeros. */
  private static String of(byte[] text, int place) {
    CRC32C sum = new CRC32C();
    if (place < 0) {
      sum.update(text);
      return text(sum);
    }
    sum.update(text, 0, place);
    sum.update(NONE.getBytes(StandardCharsets.US_ASCII));
    sum.update(text, place + NONE.length(), text.length - place - NONE.length());
    return text(sum);
  }

  /** Where the header's digits begin, or -1. */
  private static int place(byte[] text) {
    int last = text.length - PLACE.length - NONE.length();
    for (int at = 0; at <= last; at++) {
      if (Arrays.equals(text, at, at + PLACE.length, PLACE, 0, PLACE.length)) {
        return at + PLACE.length;
      }
    }
    return -1;
  }
}
