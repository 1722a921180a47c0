package dev.sonde.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.LeakCheck;
import dev.sonde.data.BadData;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class CaptureTest {
  @TempDir private Path folder;

  @BeforeAll
  static void what_lives_as_long_as_the_process() {
    new Toy(1, "sgd").close();
    new Toy(1, "adam").close();
  }

  private Path file(String name) {
    return folder.resolve(name + ".safetensors");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "sgd momentum=0.9", "adamw"})
  void it_writes_to_the_byte_what_the_checkpoint_itself_would_have(String optimizer) throws IOException {
    try (Toy toy = new Toy(1, optimizer); Capture capture = Capture.empty()) {
      Checkpoint.write(file("direct"), toy.contents(3));
      capture.take(toy.contents(3));
      toy.move(5);
      capture.writeTo(file("copy"));
      assertArrayEquals(Files.readAllBytes(file("direct")), Files.readAllBytes(file("copy")));
      capture.take(toy.contents(4));
      Checkpoint.write(file("direct"), toy.contents(4));
      capture.writeTo(file("copy"));
      assertArrayEquals(Files.readAllBytes(file("direct")), Files.readAllBytes(file("copy")), "the second time, into the same memory");
    }
  }

  @Test
  void taking_again_asks_for_no_memory() {
    try (Toy toy = new Toy(1, "adamw"); Capture capture = Capture.empty()) {
      capture.take(toy.contents(1));
      long once = Pointer.totalCount();
      for (int i = 0; i < 20; i++) {
        capture.take(toy.contents(i));
        capture.writeTo(file("again"));
      }
      assertEquals(once, Pointer.totalCount());
    }
  }

  @Test
  void another_thread_writes_while_training_goes_on() throws Exception {
    try (Toy toy = new Toy(1, "adamw"); Capture capture = Capture.empty()) {
      Checkpoint.write(file("direct"), toy.contents(3));
      capture.take(toy.contents(3));
      Throwable[] failure = new Throwable[1];
      Thread writer = new Thread(() -> capture.writeTo(file("copy")));
      writer.setUncaughtExceptionHandler((thread, error) -> failure[0] = error);
      try (Scope step = Scope.recording()) {
        writer.start();
        toy.move(5);
        writer.join();
      }
      assertEquals(null, failure[0]);
      assertArrayEquals(Files.readAllBytes(file("direct")), Files.readAllBytes(file("copy")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"body/conv1.weight", "optimizer/conv1.weight/velocity", "optimizer/heads/tap/fc1.bias/velocity"})
  void one_value_that_is_not_finite_is_found(String name) {
    try (Toy toy = new Toy(1, "sgd momentum=0.9"); Capture capture = Capture.empty()) {
      for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
        last(toy, name, bad);
        capture.take(toy.contents(1));
        assertEquals(Optional.of(name), capture.firstBad(), bad + "");
      }
      last(toy, name, Float.MAX_VALUE);
      capture.take(toy.contents(1));
      assertEquals(Optional.empty(), capture.firstBad());
    }
  }

  /** Values whose sum is infinite though each is not. */
  @Test
  void large_values_are_finite() {
    try (Toy toy = new Toy(1, "sgd momentum=0.9"); Capture capture = Capture.empty()) {
      try (Scope scope = Scope.silent()) {
        toy.load("body/conv1.weight", toy.all().get("body/conv1.weight").clone().fill_(new Scalar(3e38)));
      }
      capture.take(toy.contents(1));
      assertEquals(Optional.empty(), capture.firstBad());
    }
  }

  private static void last(Toy toy, String name, double value) {
    try (Scope scope = Scope.silent()) {
      Tensor tensor = toy.all().get(name).detach().clone();
      tensor.select(0, tensor.size(0) - 1).fill_(new Scalar(value));
      toy.load(name, tensor);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "sgd momentum=0.9 nesterov", "adam"})
  void a_training_gets_every_bit_back(String optimizer) throws IOException {
    try (Toy first = new Toy(1, optimizer); Toy other = new Toy(2, optimizer); Capture capture = Capture.empty()) {
      capture.take(first.contents(3));
      capture.writeTo(file("first"));
      try (Checkpoint checkpoint = Checkpoint.open(file("first"))) {
        checkpoint.resume(other.body, other.heads, other.updates);
      }
      try (Scope scope = Scope.silent()) {
        Map<String, Tensor> back = other.all();
        first.all().forEach((name, tensor) -> assertTrue(Tensors.identical(tensor.detach(), back.get(name).detach()), name));
      }
    }
  }

  @Test
  void what_does_not_fit_is_refused() {
    try (Toy first = new Toy(1, "sgd momentum=0.9"); Toy wide = new Toy(2, "sgd momentum=0.9", 8); Toy adam = new Toy(2, "adam")) {
      Checkpoint.write(file("first"), first.contents(3));
      assertEquals(" has no tensor \"optimizer/conv1.weight/mean\", which its network needs", refused(adam));
      assertEquals(" does not fit its run: parameter \"conv1.weight\" of toy has sizes [8, 3, 3, 3], not [4, 3, 3, 3]", refused(wide));
    }
  }

  private String refused(Toy toy) {
    try (Checkpoint checkpoint = Checkpoint.open(file("first"))) {
      String message = assertThrows(BadData.class, () -> checkpoint.resume(toy.body, toy.heads, toy.updates)).getMessage();
      return message.substring(file("first").toString().length());
    }
  }
}
