package dev.sonde.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockTest {
  private static final String WAY_OUT = "; wait until that run ends, stop it, or choose another folder";

  @TempDir private Path folder;

  /** Another process that takes the lock, says so, and holds it until it is killed; or says why it cannot. */
  public static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      try {
        Lock.of(Path.of(arguments[0]));
        System.out.println("held");
        System.in.read();
      } catch (IllegalArgumentException refused) {
        System.out.println(refused.getMessage());
      }
    }
  }

  private Process other() throws IOException {
    return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
        System.getProperty("java.class.path"), Holder.class.getName(), folder.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static String said(Process process) throws IOException {
    return new BufferedReader(process.inputReader(StandardCharsets.UTF_8)).readLine();
  }

  private String refusal() {
    return assertThrows(IllegalArgumentException.class, () -> Lock.of(folder)).getMessage();
  }

  @Test
  void a_second_run_of_this_process_is_refused_and_the_first_keeps_its_lock() throws IOException {
    long own = ProcessHandle.current().pid();
    try (Lock first = Lock.of(folder)) {
      assertEquals(own + "\n", Files.readString(folder.resolve("lock")));
    }
    try (Lock first = Lock.of(folder)) {
      assertEquals(folder + " is in use by process " + own + ", which is this one" + WAY_OUT, refusal());
      assertEquals(folder + " is in use by process " + own + WAY_OUT, said(other()));
    }
    assertEquals("", Files.readString(folder.resolve("lock")));
  }

  @Test
  void another_process_is_named_and_holds_nothing_once_it_is_dead() throws Exception {
    Process other = other();
    try {
      assertEquals("held", said(other));
      assertEquals(folder + " is in use by process " + other.pid() + WAY_OUT, refusal());
    } finally {
      other.destroyForcibly().waitFor();
    }
    assertEquals(other.pid() + "\n", Files.readString(folder.resolve("lock")), "the dead one's number is still there");
    Lock.of(folder).close();
  }

  @Test
  void another_name_of_the_folder_is_the_same_folder_and_closing_twice_is_closing() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    Lock lock = Lock.of(folder);
    assertThrows(IllegalArgumentException.class, () -> Lock.of(link));
    lock.close();
    try (Lock next = Lock.of(link)) {
      lock.close();
      assertTrue(refusal().contains("in use"), "closing the old one again frees nothing");
    }
  }

  @Test
  void a_folder_that_is_not_there_is_named() {
    Path none = folder.resolve("none");
    assertEquals("cannot lock " + none + ": there is no such folder",
        assertThrows(UncheckedIOException.class, () -> Lock.of(none)).getMessage());
  }
}
