package dev.sonde.data;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The reader of tar archives, as far as datasets need it: their plain files, without the folders around them.
 *
 * <p>An archive is a row of entries, each a header of 512 bytes and its content, filled up with zeros to a multiple of 512:
 * <pre>
 * offset  bytes  field
 * 0       100    name, closed by a zero byte if shorter
 * 124     12     length of the content, octal digits
 * 156     1      kind: '0' or zero = file, '5' = folder, others are passed over
 * </pre>
 * An entry with an empty name ends the archive. Of a name only what follows its last slash is used, so no entry can leave the folder;
 * links are passed over.
 *
 * <p>Source: POSIX.1-1988, "ustar".
 */
final class Tar {
  private static final int BLOCK = 512;

  private Tar() {}

  /** Writes the files of an archive, plain or gzip, into a folder; a file that is already there is replaced. */
  static List<Path> unpack(Path archive, Path folder) {
    List<Path> written = new ArrayList<>();
    try (ByteSource source = ByteSource.open(archive)) {
      int entry = 1;
      for (byte[] header = header(source); header.length > 0; header = header(source), entry++) {
        String where = archive + ", entry " + entry + ",";
        long length = length(header, where);
        if (header[156] == '0' || header[156] == 0) {
          written.add(write(folder.resolve(fileName(header, where)), length, source));
        } else {
          copy(source, length, OutputStream.nullOutputStream());
        }
        source.exactly((int) (-length & (BLOCK - 1)), "an archive's padding");
      }
      return written;
    } catch (IOException e) {
      throw new UncheckedIOException(Sentence.of(archive + " cannot be unpacked: " + WholeFile.reason(e)), e);
    }
  }

  /** The next entry's header; empty behind the last. */
  private static byte[] header(ByteSource source) {
    byte[] header = source.upTo(BLOCK);
    if (header.length > 0 && header.length < BLOCK) {
      throw new BadData(source.file() + " ends in the middle of an entry's header; the archive is cut short");
    }
    return header.length == 0 || header[0] == 0 ? new byte[0] : header;
  }

  /** A new file takes the name, also where a link had it: what that leads to is not written to. */
  private static Path write(Path file, long length, ByteSource source) throws IOException {
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new BadData(source.file() + " holds a file called \"" + file.getFileName() + "\", but " + file
          + " is a folder; take that away");
    }
    if (file.equals(source.file())) {
      throw new BadData(source.file() + " holds a file of its own name, which would overwrite it");
    }
    Files.deleteIfExists(file);
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      copy(source, length, out);
    }
    return file;
  }

  private static void copy(ByteSource source, long length, OutputStream out) throws IOException {
    if (!source.canHold(length)) {
      throw new BadData(source.file() + " claims a file of " + length + " bytes, more than it can hold; it is cut short or damaged");
    }
    for (long left = length; left > 0; ) {
      byte[] piece = source.exactly((int) Math.min(left, 1 << 16), "an archived file");
      out.write(piece);
      left -= piece.length;
    }
  }

  private static String fileName(byte[] header, String where) {
    String path = text(header, 0, 100);
    String name = path.substring(path.replaceAll("/+$", "").lastIndexOf('/') + 1).replace("/", "");
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      return "unnamed";
    }
    if (name.contains("\\") || !name.equals(Sentence.of(name))) {
      throw new BadData(where + " has a name that is not written, with a backslash or a control character");
    }
    return name;
  }

  private static long length(byte[] header, String where) {
    String digits = text(header, 124, 12).strip();
    if (!digits.matches("[0-7]{1,11}")) {
      throw new BadData(where + " has no length in octal digits; the archive is damaged");
    }
    return Long.parseLong(digits, 8);
  }

  private static String text(byte[] header, int at, int most) {
    int end = at;
    while (end < at + most && header[end] != 0) {
      end++;
    }
    return new String(header, at, end - at, StandardCharsets.UTF_8);
  }
}
