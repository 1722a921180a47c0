package dev.sonde.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  private final int before = Threads.count();

  @AfterEach
  void back() {
    Threads.use(before);
    System.clearProperty(Threads.PROPERTY);
  }

  @Test
  void what_is_asked_for_is_used() {
    Threads.use(1);
    assertEquals(1, Threads.count());
    assertEquals("1", System.getProperty(Threads.PROPERTY));
  }

  @Test
  void more_than_is_granted_is_refused() {
    int granted = Threads.granted();
    String complaint = assertThrows(IllegalArgumentException.class, () -> Threads.use(granted + 1)).getMessage();
    assertTrue(complaint.startsWith((granted + 1) + " threads were asked for, but this process is granted " + granted), complaint);
    assertThrows(IllegalArgumentException.class, () -> Threads.use(0));
    assertEquals(before, Threads.count());
  }
}
