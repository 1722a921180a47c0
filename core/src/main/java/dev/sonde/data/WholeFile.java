package dev.sonde.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The way to what stands in a file of a stranger: only a plain one is opened (reading a pipe may never end), and what is wrong is said in
 * words.
 */
final class WholeFile {
  private WholeFile() {}

  /**
   * All bytes.
   *
   * @param most of them; a larger file is not read
   * @throws BadData where it is larger, or no plain file
   * @throws UncheckedIOException where it is not there or cannot be read
   */
  static byte[] bytes(Path file, long most) {
    try {
      long size = size(file);
      if (size > most) {
        throw new BadData(file + " has " + size + " bytes; at most " + most + " are read");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** A plain file, opened. */
  static InputStream stream(Path file) throws IOException {
    size(file);
    return Files.newInputStream(file);
  }

  private static long size(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new BadData(file + " is " + (attributes.isDirectory() ? "a folder, not a file"
          : "no plain file but a pipe or a device, which is not read"));
    }
    return attributes.size();
  }

  /** The failure to read a file or to list a folder, in one sentence. */
  static UncheckedIOException unreadable(Path file, IOException e) {
    return new UncheckedIOException(Sentence.of(file + " cannot be read: " + reason(e)), e);
  }

  /** What went wrong, in words. */
  static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    } else if (e instanceof AccessDeniedException) {
      return "this user may not read it";
    } else if (e instanceof FileSystemLoopException) {
      return "links within it lead round in a circle";
    }
    if (e instanceof FileAlreadyExistsException || e instanceof DirectoryNotEmptyException) {
      return "there is already something of that name";
    }
    String told = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    return told == null ? "the disk reports a failure without a reason" : told;
  }
}
