package dev.sonde.torch;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The door to native code: every class that is about to touch libtorch calls {@link #load()} first.
 *
 * <p>What it does, once per process:
 * <ol>
 *   <li>Switches off JavaCPP's own memory limits ({@code org.bytedeco.javacpp.maxBytes} and {@code maxPhysicalBytes}, unless
 *       set by the user). JavaCPP counts a tensor as the size of its handle and guesses pressure from the size of the process,
 *       so its limits stop healthy runs. They are read when {@code org.bytedeco.javacpp.Pointer} is initialised: a program
 *       that uses JavaCPP before Sonde sets them on its command line.
 *   <li>Extracts <em>every</em> library of javacpp, OpenBLAS and libtorch into JavaCPP's cache.
 *   <li>Only then loads them. Loading while extracting, as JavaCPP does by itself, opens {@code libtorch.so} before
 *       {@code libtorch_cpu.so} lies beside it; the dynamic linker then takes one from the system's folders, if there is one,
 *       and the process dies with SIGSEGV.
 *   <li>Settles how many {@link Threads} compute.
 * </ol>
 */
public final class Native {
  private static final List<String> ROOMS = List.of("javacpp", "openblas", "pytorch");

  private static volatile boolean loaded;

  private Native() {}

  /** Whether libtorch is there already; does not load it. */
  static boolean loaded() {
    return loaded;
  }

  /**
   * Loads libtorch if that has not happened yet.
   *
   * @throws IllegalStateException if the class path has no native libraries for the platform, or they do not load
   * @throws UncheckedIOException  if they cannot be extracted
   */
  public static void load() {
    Loaded.touch();
  }

  /** A class whose initialisation is the loading, so that the JVM itself keeps it to one thread and one time. */
  private static final class Loaded {
    private static final @Nullable RuntimeException FAILURE = attempt();

    static void touch() {
      if (FAILURE != null) {
        throw FAILURE;
      }
    }

    private static @Nullable RuntimeException attempt() {
      try {
        unlimited("org.bytedeco.javacpp.maxBytes");
        unlimited("org.bytedeco.javacpp.maxPhysicalBytes");
        for (String room : ROOMS) {
          extract("/org/bytedeco/" + room + "/" + Loader.getPlatform());
        }
        Loader.load(torch.class);
        Threads.settle();
        loaded = true;
        return null;
      } catch (RuntimeException failure) {
        return failure;
      } catch (LinkageError failure) {
        return new IllegalStateException("libtorch does not load on " + Loader.getPlatform() + ": " + failure.getMessage(), failure);
      }
    }
  }

  private static void unlimited(String property) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, "0");
    }
  }

  /** The folder of a room in its jars, with the one of the CUDA build if that jar is on the class path too. */
  private static void extract(String folder) {
    try {
      List<URL> found = new ArrayList<>(List.of(Loader.findResources(Native.class, folder)));
      found.addAll(List.of(Loader.findResources(Native.class, folder + "-gpu")));
      if (found.isEmpty()) {
        throw new IllegalStateException("there are no native libraries for " + Loader.getPlatform() + " on the class path (looked for "
            + folder + "); build on that platform, or add the jars of org.bytedeco with that classifier");
      }
      for (URL url : found) {
        Loader.cacheResource(url);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot extract the native libraries to " + cache() + ": " + failure.getMessage(), failure);
    }
  }

  private static String cache() {
    try {
      File folder = Loader.getCacheDir();
      return folder + " (choose another with -Dorg.bytedeco.javacpp.cachedir=FOLDER)";
    } catch (IOException noFolder) {
      return "a cache folder (choose one with -Dorg.bytedeco.javacpp.cachedir=FOLDER)";
    }
  }
}
