package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {
  private static final Pattern WORD = Pattern.compile("\"((?:[^\"])*)\"|([^\\s\"]+(?:\"[^\"]*\")?)");

  private static CommandLine line() {
    return Main.line(new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), 0));
  }

  /** Every command, also those below others; without the root. */
  static List<CommandLine> commands() {
    List<CommandLine> all = new ArrayList<>();
    line().getSubcommands().values().forEach(command -> collect(command, all));
    return all;
  }

  private static void collect(CommandLine command, List<CommandLine> all) {
    all.add(command);
    command.getSubcommands().values().forEach(below -> collect(below, all));
  }

  private static List<String> examples(CommandLine command) {
    return Stream.of(command.getCommandSpec().usageMessage().footer()).filter(text -> text.startsWith("  sonde")).toList();
  }

  /** The words of an example as a shell would cut them; a comment stands behind three spaces. */
  private static String[] words(String example) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(example.strip().split(" {3,}")[0]);
    while (matcher.find()) {
      words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2).replace("\"", ""));
    }
    return words.subList(1, words.size()).toArray(String[]::new);
  }

  @Test
  void every_command_stands_in_exactly_one_group() {
    List<String> grouped = Groups.COMMANDS.values().stream().flatMap(List::stream).toList();
    assertEquals(new TreeSet<>(line().getSubcommands().keySet()), new TreeSet<>(grouped));
    assertEquals(grouped.size(), new TreeSet<>(grouped).size());
  }

  @Test
  void help_of_the_root_shows_the_groups_and_their_commands() {
    String help = Session.ok("--help");
    Groups.COMMANDS.forEach((heading, names) -> {
      assertTrue(help.contains(heading + ":\n"), heading);
      names.forEach(name -> assertTrue(help.contains("\n  " + name + " "), name));
    });
    assertEquals(help, Session.ok());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void every_command_shows_examples_of_itself_in_its_help(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    String help = Session.ok((name + " --help").substring("sonde ".length()).split(" "));
    assertFalse(examples(command).isEmpty(), name + " has no examples");
    examples(command).forEach(example -> assertTrue(example.contains(name), example));
    assertTrue(help.contains("Examples:\n" + examples(command).get(0)), help);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void every_example_is_understood(CommandLine command) {
    for (String example : examples(command)) {
      line().parseArgs(words(example));
    }
    assertFalse(examples(command).isEmpty());
  }

  @Test
  void version_is_printed() {
    assertTrue(Session.ok("--version").startsWith("sonde "));
  }
}
