package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.net.Network;
import dev.sonde.net.NetworkJson;
import dev.sonde.net.Shape;
import dev.sonde.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectTest {
  @TempDir Path folder;

  @Test
  void without_a_network_it_lists_the_zoo() {
    String list = Session.ok("inspect");
    Zoo.names().forEach(name -> assertTrue(list.contains("\n" + name + " "), name));
  }

  @Test
  void a_network_is_shown_node_by_node_with_sums() {
    String table = Session.ok("inspect", "cnds-8", "--input", "3x32x32", "--classes", "7");
    assertTrue(table.contains("conv8") && table.contains("total"), table);
    assertTrue(table.lines().filter(line -> line.startsWith("fc3")).findFirst().orElseThrow().contains("linear 7"), table);
  }

  @Test
  void json_and_yaml_describe_the_same_network() {
    Network network = Zoo.network("dsn-cifar", Shape.image(3, 32, 32), 10);
    assertEquals(network, NetworkJson.parse(Session.ok("inspect", "dsn-cifar", "--json")));
    assertEquals(network, NetworkJson.parse(Session.ok("inspect", "dsn-cifar", "--yaml")));
  }

  @Test
  void a_network_file_is_shown_too() throws IOException {
    assertTrue(Session.ok("inspect", Tiny.network(folder)).startsWith("tiny\n"));
  }

  @Test
  void a_file_has_its_own_input() throws IOException {
    Session session = Session.of("inspect", Tiny.network(folder), "--input", "3x32x32");
    assertEquals(2, session.code());
    assertTrue(session.err().contains("leave out --input"), session.err());
  }

  @Test
  void an_unknown_network_names_the_nearest_and_all() {
    Session session = Session.of("inspect", "cnds8");
    assertEquals(2, session.code());
    assertTrue(session.err().contains("\"cnds-8\"") && session.err().contains("mobilenet-v2"), session.err());
  }

  @Test
  void a_file_that_is_none_is_refused_by_name() throws IOException {
    Path file = Files.writeString(folder.resolve("bad.json"), "{\"name\": \"x\"");
    Session session = Session.of("inspect", file.toString());
    assertEquals(2, session.code());
    assertTrue(session.err().contains("bad.json"), session.err());
    assertEquals(2, Session.of("inspect", folder.resolve("absent.json").toString()).code());
  }

  @Test
  void two_forms_at_once_are_misuse() {
    assertEquals(2, Session.of("inspect", "cnds-8", "--json", "--yaml").code());
  }
}
