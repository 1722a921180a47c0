package dev.sonde.data;

import java.net.URI;
import java.util.List;

/**
 * A file in the net whose every bit is known beforehand.
 *
 * @param addresses where it lies, the owner's first; the next is tried when one fails
 * @param bytes its length
 * @param sha256 its SHA-256 in hexadecimal, lower case
 */
public record Remote(List<URI> addresses, long bytes, String sha256) {

  /**
   * Checks that there is an address, a length, and a digest of 64 digits.
   *
   * @throws IllegalArgumentException if not
   */
  public Remote {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty() || bytes < 1 || !sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("a remote file needs an address, a length of at least 1 byte and 64 digits of SHA-256, not "
          + addresses + ", " + bytes + ", \"" + sha256 + "\"");
    }
  }

  /** The last part of its first address. */
  public String name() {
    String path = addresses.get(0).getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
