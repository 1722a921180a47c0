package dev.sonde.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryLibraryTest {
  private static final String GLIBC = "7f33190f3000-7f3319119000 r--p 00000000 fe:00 339380   /usr/lib/x86_64-linux-gnu/libc.so.6";

  @Test
  void glibc_says_what_it_was_told_about_memory() {
    assertEquals("glibc (mmap_threshold 4294967296, arena_max 1)", MemoryLibrary.inForce(List.of(GLIBC), Allocator.Setting.ENVIRONMENT,
        "glibc.malloc.mmap_threshold=4294967296:glibc.cpu.x=1:glibc.malloc.arena_max=1"));
    assertEquals("glibc (default)", MemoryLibrary.inForce(List.of(GLIBC), Allocator.Setting.DEFAULT, ""));
    assertEquals("glibc (mallopt: memory is kept)", MemoryLibrary.inForce(List.of(GLIBC), Allocator.Setting.MALLOPT, ""));
  }

  @Test
  void one_that_was_loaded_before_takes_its_place() {
    List<String> both = List.of(GLIBC, "7f00 r--p /usr/lib/x86_64-linux-gnu/libjemalloc.so.2");
    assertEquals("jemalloc", MemoryLibrary.inForce(both, Allocator.Setting.MALLOPT, ""));
    assertEquals("musl", MemoryLibrary.inForce(List.of("7f00 r--p /lib/ld-musl-x86_64.so.1"), Allocator.Setting.OTHER, ""));
  }

  @Test
  void of_other_systems_it_says_their_name() {
    assertEquals("of " + System.getProperty("os.name"), MemoryLibrary.inForce(List.of(), Allocator.Setting.OTHER, ""));
    assertFalse(MemoryLibrary.inForce().isBlank());
  }
}
