package dev.sonde.data;

import java.util.List;

/**
 * A public dataset that can be downloaded.
 *
 * @param name what to ask for, such as {@code mnist}; also the name of its folder
 * @param about one line on what it holds
 * @param homepage where its owner describes it
 * @param terms its licence, or that none is stated
 * @param files what to download; an archive ending in {@code .tar.gz} is unpacked
 * @param classes names of its classes, written beside it; empty if its own files name them
 */
public record PublicSet(String name, String about, String homepage, String terms, List<Remote> files, List<String> classes) {

  /** Copies the lists. */
  public PublicSet {
    files = List.copyOf(files);
    classes = List.copyOf(classes);
  }

  /** What is downloaded altogether. */
  public long bytes() {
    return files.stream().mapToLong(Remote::bytes).sum();
  }
}
