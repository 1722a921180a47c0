package dev.sonde.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class TraceTest {
  private static int line() {
    return StackWalker.getInstance().walk(frames -> frames.skip(1).findFirst()).orElseThrow().getLineNumber();
  }

  @Test
  void what_outlives_its_scope_or_has_none_is_named_by_its_line_until_it_is_freed() {
    List<Tensor> leaked = new ArrayList<>();
    try (Trace trace = Trace.begin()) {
      assertFalse(Scope.isOpen());
      List<Site> before = trace.alive();
      int line = line();
      for (int i = 0; i < 3; i++) {
        leaked.add(torch.zeros(10, 10));
        try (Scope scope = Scope.silent()) {
          leaked.add(scope.keep(torch.ones(5).add(torch.ones(5))));
        }
      }
      List<Site> grown = Site.growth(before, trace.alive()).stream().filter(site -> site.bytes() > 0).toList();
      assertEquals(2, grown.size(), grown.toString());
      assertTrue(grown.get(0).at().startsWith(TraceTest.class.getName() + "."), grown.toString());
      assertTrue(grown.get(0).at().contains(":" + (line + 2)), grown.toString());
      assertEquals(List.of(3L, 3L * 400), List.of(grown.get(0).count(), grown.get(0).bytes()));
      assertTrue(grown.get(1).at().contains(":" + (line + 4)), grown.toString());
      leaked.forEach(Tensor::close);
      assertEquals(List.of(), Site.growth(before, trace.alive()).stream().filter(site -> site.bytes() > 0).toList());
    }
  }

  @Test
  void a_traced_unit_of_work_frees_what_an_untraced_one_does() {
    long plain = left();
    try (Trace trace = Trace.begin()) {
      assertEquals(plain, left());
      assertThrows(IllegalStateException.class, Trace::begin);
    }
    assertEquals(plain, left());
    assertTrue(Trace.current().isEmpty());
  }

  private static long left() {
    long before = Pointer.totalCount();
    try (Scope scope = Scope.recording()) {
      torch.zeros(4, 4).add(torch.ones(4, 4)).sum();
    }
    return Pointer.totalCount() - before;
  }
}
