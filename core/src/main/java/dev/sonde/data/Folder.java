package dev.sonde.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A folder of data files, looked at without its hidden entries and in the order of names, which no file system decides. */
record Folder(Path path) {

  Folder {
    if (!Files.isDirectory(path)) {
      throw new IllegalArgumentException(path + (Files.exists(path) ? " is a file, not a folder" : " does not exist")
          + "; give the folder that holds the data");
    }
  }

  /** The name to call it by: its last part, also of {@code .} and {@code data/..}. */
  String name() {
    Path last = path.toAbsolutePath().normalize().getFileName();
    return last == null ? path.toString() : last.toString();
  }

  List<Path> folders() {
    return entries(Files::isDirectory);
  }

  List<Path> files() {
    return entries(Files::isRegularFile);
  }

  private List<Path> entries(Predicate<Path> kind) {
    try (Stream<Path> entries = Files.list(path)) {
      return entries.filter(kind).filter(p -> !hidden(p)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be listed: " + e.getMessage(), e);
    }
  }

  /** The file {@code name} or, if only that is there, {@code name.gz}. */
  Optional<Path> plainOrPacked(String name) {
    return Stream.of(name, name + ".gz").map(path::resolve).filter(Files::isRegularFile).findFirst();
  }

  /** The lines of a text file that are not blank; empty if there is no such file. */
  List<String> lines(String name) {
    Path file = path.resolve(name);
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.map(String::strip).filter(line -> !line.isEmpty()).toList();
    } catch (UncheckedIOException | IOException e) {
      throw unreadable(file, e);
    }
  }

  private static RuntimeException unreadable(Path file, Exception e) {
    IOException cause = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : (IOException) e;
    return cause instanceof MalformedInputException ? new BadData(file + " is not a text file in UTF-8", cause)
        : new UncheckedIOException(file + " cannot be read: " + cause.getMessage(), cause);
  }

  static boolean hidden(Path file) {
    return file.getFileName().toString().startsWith(".");
  }
}
