package dev.sonde.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The top floor's own rules; the library's are kept by its FloorsTest. */
class FloorTest {
  private static final JavaClasses COMMANDS = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.sonde.cli");

  @Test
  void the_command_line_does_not_touch_native_code() {
    noClasses().should().dependOnClassesThat().resideInAPackage("org.bytedeco..").check(COMMANDS);
  }

  @Test
  void only_main_and_the_interruption_end_the_process() {
    noClasses().that().doNotHaveSimpleName("Main").and().doNotHaveSimpleName("Interruption").should().callMethod(System.class, "exit", int.class).check(COMMANDS);
  }
}
