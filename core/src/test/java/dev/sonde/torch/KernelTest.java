package dev.sonde.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class KernelTest {
  @Test
  void a_name_with_blanks_and_brackets_does_not_shift_the_fields() {
    assertEquals(new Kernel.Reading(4711, 1.5), Kernel.parse("12 (a) b) S 1 2 3 4 5 6 4711 8 9 10 250 150 13 14\n"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void freshly_mapped_memory_is_counted(@TempDir Path folder) throws IOException {
    try (Kernel kernel = Kernel.open();
        FileChannel file = FileChannel.open(folder.resolve("pages"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer pages = file.map(FileChannel.MapMode.READ_WRITE, 0, 16 << 20); // the C library might give memory that was mapped before
      long before = kernel.read().faults();
      for (int at = 0; at < pages.capacity(); at += 4096) {
        pages.put(at, (byte) 1);
      }
      assertTrue(kernel.read().faults() > before, "16 MB were written without a page fault");
    }
  }
}
