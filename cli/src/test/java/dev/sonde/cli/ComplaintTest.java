package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.BadData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class ComplaintTest {
  @Test
  void a_wrong_argument_is_misuse_and_keeps_its_sentence() {
    assertEquals(new Complaint(2, "no node named \"x\""), Complaint.of(new IllegalArgumentException("no node named \"x\"")));
  }

  @Test
  void damaged_data_is_a_failure_and_keeps_its_sentence() {
    assertEquals(new Complaint(1, "a.gz is cut short"), Complaint.of(new BadData("a.gz is cut short")));
  }

  @Test
  void a_missing_file_is_said_in_words() {
    var failure = new UncheckedIOException("cannot read recipe a.yaml: a.yaml", new NoSuchFileException("a.yaml"));
    assertEquals(new Complaint(1, "cannot read recipe a.yaml: no such file or folder"), Complaint.of(failure));
  }

  @Test
  void the_class_of_a_file_failure_is_said_in_words() {
    var cause = new AccessDeniedException("out/run");
    assertEquals("cannot write out: permission denied", Complaint.of(new UncheckedIOException("cannot write out: " + cause, cause))
        .sentence());
  }

  @Test
  void a_full_disk_keeps_its_reason() {
    var failure = new UncheckedIOException("cannot write a: No space left on device", new IOException("No space left on device"));
    assertEquals(new Complaint(1, "cannot write a: No space left on device"), Complaint.of(failure));
  }

  @Test
  void of_a_stack_in_the_message_only_the_first_line_is_shown() {
    assertEquals("sizes differ", Complaint.of(new RuntimeException("sizes differ\nException raised from x.cpp:12\nframe #0")).sentence());
  }

  @Test
  void memory_that_ran_out_names_a_way_out() {
    Complaint complaint = Complaint.of(new OutOfMemoryError("Java heap space"));
    assertEquals(1, complaint.code());
    assertTrue(complaint.sentence().contains("Java heap space") && complaint.sentence().contains("-Xmx"), complaint.sentence());
  }

  @Test
  void a_bug_says_that_it_is_one() {
    assertTrue(Complaint.of(new NullPointerException("x is null")).sentence()
        .startsWith("internal error, NullPointerException: x is null"));
  }

  @Test
  void an_unknown_command_names_the_nearest() {
    Session session = Session.of("trian");
    assertEquals(2, session.code());
    assertTrue(session.err().startsWith("sonde: no command or argument trian in sonde") && session.err().contains("\"train\""),
        session.err());
    assertEquals(1, session.err().lines().count());
  }

  @Test
  void an_unknown_option_names_the_nearest() {
    Session session = Session.of("train", "cnds-8", "shapes", "--epoch", "3");
    assertEquals(2, session.code());
    assertTrue(session.err().contains("no option --epoch in sonde train") && session.err().contains("--epochs"), session.err());
  }

  @Test
  void a_value_of_the_wrong_kind_is_misuse() {
    Session session = Session.of("train", "cnds-8", "shapes", "--epochs", "many");
    assertEquals(2, session.code());
    assertTrue(session.err().contains("'--epochs': 'many' is not an int"), session.err());
  }

  @Test
  void a_missing_word_is_misuse() {
    assertEquals(2, Session.of("eval").code());
    assertEquals(2, Session.of("train").code());
  }

  @Test
  void the_stack_is_shown_to_those_who_ask() {
    assertFalse(Session.of("inspect", "nothing").err().contains("\tat "));
    assertTrue(Session.of("inspect", "nothing", "--debug").err().contains("\tat dev.sonde"));
  }
}
