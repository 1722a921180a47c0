package dev.sonde.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class KernelTest {
  @Test
  void a_name_with_blanks_and_brackets_does_not_shift_the_fields() {
    assertEquals(new Kernel.Reading(4711, 1.5), Kernel.parse("12 (a) b) S 1 2 3 4 5 6 4711 8 9 10 250 150 13 14\n"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void fresh_memory_is_counted() {
    try (Kernel kernel = Kernel.open()) {
      long before = kernel.read().faults();
      assertEquals(0, ByteBuffer.allocateDirect(64 << 20).get(1));
      assertTrue(kernel.read().faults() > before, "64 MB were cleared without a page fault");
    }
  }
}
