package dev.sonde;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.torch.Native;
import dev.sonde.torch.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The check checked: what it must report is planted here. */
class LeakCheckTest {
  @BeforeAll
  static void natives() {
    Native.load();
    System.gc();
  }

  @Test
  void a_planted_leak_is_reported_with_its_number() {
    long mark = LeakCheck.mark();
    List<Tensor> leaked = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      leaked.add(torch.zeros(2, 3));
    }
    String message = assertThrows(AssertionError.class, () -> LeakCheck.verify(mark)).getMessage();
    assertTrue(message.matches("the test left \\d+ native objects behind .*"), message);
    leaked.forEach(Tensor::close);
  }

  @Test
  void work_inside_a_scope_leaves_nothing() {
    long mark = LeakCheck.mark();
    try (Scope scope = Scope.recording()) {
      torch.zeros(2, 3).add(torch.ones(2, 3)).sum();
    }
    assertDoesNotThrow(() -> LeakCheck.verify(mark));
  }

  @Test
  void a_tensor_kept_beyond_its_scope_is_reported_until_it_is_closed() {
    long mark = LeakCheck.mark();
    Tensor kept;
    try (Scope scope = Scope.silent()) {
      kept = scope.keep(torch.zeros(2, 3));
    }
    assertThrows(AssertionError.class, () -> LeakCheck.verify(mark));
    kept.close();
    assertDoesNotThrow(() -> LeakCheck.verify(mark));
  }

  @Test
  void an_open_scope_is_reported() {
    long mark = LeakCheck.mark();
    Scope scope = Scope.recording();
    assertThrows(AssertionError.class, () -> LeakCheck.verify(mark));
    scope.close();
    assertDoesNotThrow(() -> LeakCheck.verify(mark));
  }
}
