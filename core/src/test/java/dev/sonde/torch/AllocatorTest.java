package dev.sonde.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

class AllocatorTest {
  private static final String GLIBC = "7f33190f3000-7f3319119000 r--p 00000000 fe:00 339380   /usr/lib/x86_64-linux-gnu/libc.so.6";

  @Test
  void glibc_says_what_it_was_told_about_memory() {
    assertEquals("glibc (mmap_threshold 4294967296, arena_max 1)",
        Allocator.inForce(List.of(GLIBC), "glibc.malloc.mmap_threshold=4294967296:glibc.cpu.x=1:glibc.malloc.arena_max=1"));
    assertEquals("glibc (default)", Allocator.inForce(List.of(GLIBC), ""));
    assertEquals("glibc (default)", Allocator.inForce(List.of("7f33 r--p /lib/x86_64-linux-gnu/libc-2.31.so"), ""));
  }

  @Test
  void one_that_was_loaded_before_takes_its_place() {
    assertEquals("jemalloc", Allocator.inForce(List.of(GLIBC, "7f00 r--p /usr/lib/x86_64-linux-gnu/libjemalloc.so.2"), ""));
    assertEquals("musl", Allocator.inForce(List.of("7f00 r--p /lib/ld-musl-x86_64.so.1"), "glibc.malloc.arena_max=1"));
  }

  @Test
  void of_other_systems_it_says_their_name() {
    assertEquals("of " + System.getProperty("os.name"), Allocator.inForce(List.of("7f00 r--p /usr/lib/libcurl.so"), ""));
    assertFalse(Allocator.inForce().isBlank());
  }
}
