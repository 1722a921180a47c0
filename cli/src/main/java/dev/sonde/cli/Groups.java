package dev.sonde.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;

/** The list of commands in the help of the root, by what a person wants. */
final class Groups implements IHelpSectionRenderer {
  /** Heading to commands; a test holds that none is missing. */
  static final Map<String, List<String>> COMMANDS = commands();

  private static Map<String, List<String>> commands() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    groups.put("Train", List.of("train", "resume", "demo", "ablate"));
    groups.put("Use", List.of("eval", "predict", "strip", "import", "export"));
    groups.put("Look", List.of("probe", "report", "compare", "inspect", "bench", "data", "doctor"));
    return groups;
  }

  @Override
  public String render(Help help) {
    StringBuilder text = new StringBuilder();
    if (help.commandSpec().parent() == null) {
      COMMANDS.forEach((heading, names) -> text.append(heading).append(":\n").append(list(help, names)));
      return text.toString();
    }
    return help.commandList();
  }

  private static StringBuilder list(Help help, List<String> names) {
    StringBuilder lines = new StringBuilder();
    names.forEach(name -> {
      String[] description = help.subcommands().get(name).commandSpec().usageMessage().description();
      lines.append(String.format("  %-9s %s%n", name, description[0]));
    });
    return lines;
  }
}
