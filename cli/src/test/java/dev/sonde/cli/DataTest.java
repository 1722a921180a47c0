package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.Catalogue;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataTest {
  @TempDir Path folder;

  @Test
  void the_list_names_every_set_and_where_they_live() {
    String list = Session.ok("data");
    Catalogue.names().forEach(name -> assertTrue(list.contains("\n" + name + " "), name));
    assertTrue(list.contains("shapes") && list.contains("SONDE_DATA"), list);
    assertEquals(list, Session.ok("data", "list"));
  }

  @Test
  void a_set_is_described_by_both_halves_and_its_classes() {
    String shown = Session.ok("data", "show", "shapes:size=16,train=30,test=20");
    assertTrue(shown.lines().anyMatch(line -> line.matches("train +shapes +30 +10 +image 16x16x3, .*")), shown);
    assertTrue(shown.lines().anyMatch(line -> line.matches("test +shapes +20 +10 .*")), shown);
    assertTrue(shown.contains("classes: disc, "), shown);
  }

  @Test
  void an_unknown_set_lists_the_known_ones() {
    Session session = Session.of("data", "fetch", "mnits", "--into", folder.toString());
    assertEquals(2, session.code());
    assertTrue(session.err().contains("mnits") && session.err().contains("cifar-10"), session.err());
  }

  @Test
  void a_folder_without_data_is_refused() {
    Session session = Session.of("data", "show", folder.toString());
    assertEquals(2, session.code());
    assertTrue(session.err().contains("is empty"), session.err());
  }
}
