package dev.sonde.data;

/**
 * The door to native libraries of this room: OpenCV's codecs.
 *
 * <p>JavaCPP guesses memory pressure from the size of the process and then stops healthy runs. It reads its limits once, when its
 * first class is initialised, and that may happen here, before libtorch is touched; so they are switched off here too, unless
 * the user has set them.
 */
final class Natives {
  private Natives() {}

  /** Loads the libraries of one of JavaCPP's {@code global} classes. */
  static void load(Class<?> library) {
    unlimited("org.bytedeco.javacpp.maxBytes");
    unlimited("org.bytedeco.javacpp.maxPhysicalBytes");
    org.bytedeco.javacpp.Loader.load(library);
  }

  private static void unlimited(String property) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, "0");
    }
  }
}
