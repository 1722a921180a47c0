package dev.sonde.cli;

import dev.sonde.torch.MemoryLibrary;
import dev.sonde.torch.Threads;

/**
 * What was measured on.
 *
 * @param processors that the process may use
 * @param threads    that compute
 * @param allocator  in force, in words
 * @param java       version of the virtual machine
 */
record Machine(int processors, int threads, String allocator, String java) {
  /** As it is now; loads libtorch. */
  static Machine here() {
    return new Machine(Threads.granted(), Threads.count(), MemoryLibrary.inForce(), Runtime.version().toString());
  }
}
