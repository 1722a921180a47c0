package dev.sonde.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The house rules that a compiler does not see: floors, who may touch libtorch, who may print, how things are called. */
class FloorsTest {
  private static final String HOUSE = "dev.sonde";

  /** A room imports rooms of lower floors only; rooms on one floor do not see each other. */
  private static final Map<String, Integer> FLOORS = Map.ofEntries(
      Map.entry("net", 0), Map.entry("schedule", 0), Map.entry("data", 0),
      Map.entry("torch", 1), Map.entry("zoo", 1), Map.entry("loss", 1), Map.entry("metric", 1),
      Map.entry("supervise", 2), Map.entry("parallel", 2),
      Map.entry("probe", 3), Map.entry("store", 3),
      Map.entry("train", 4), Map.entry("report", 5), Map.entry("cli", 6));

  private static final Set<String> LIBTORCH = Set.of("torch", "loss", "metric", "supervise", "probe", "parallel", "store", "train");

  private static final String BANNED = ".*(Manager|Utils?|Helper|Impl|Abstract|Base|Context|Info)([A-Z0-9].*)?";

  private static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(HOUSE);

  static Set<String> rooms() {
    return new TreeSet<>(FLOORS.keySet());
  }

  private static String[] packages(Predicate<String> chosen) {
    return FLOORS.keySet().stream().filter(chosen).map(room -> HOUSE + "." + room + "..").toArray(String[]::new);
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }

  private static String room(JavaClass type) {
    String rest = type.getPackageName().substring(HOUSE.length());
    return rest.isEmpty() ? rest : rest.substring(1).split("\\.")[0];
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void a_room_imports_lower_floors_only(String room) {
    String[] forbidden = packages(other -> !other.equals(room) && FLOORS.get(other) >= FLOORS.get(room));
    check(noClasses().that().resideInAPackage(HOUSE + "." + room + "..")
        .should().dependOnClassesThat().resideInAnyPackage(forbidden));
  }

  @Test
  void every_class_lives_in_a_known_room() {
    Set<String> inhabited = CLASSES.stream().map(FloorsTest::room).collect(Collectors.toCollection(TreeSet::new));
    assertTrue(inhabited.containsAll(Set.of("net", "schedule", "loss", "metric")), "only " + inhabited + " found: the import is broken");
    inhabited.removeAll(FLOORS.keySet());
    assertEquals(Set.of(), inhabited, "rooms without a floor");
  }

  @Test
  void rooms_have_no_cycles() {
    check(slices().matching(HOUSE + ".(*)..").should().beFreeOfCycles());
  }

  @Test
  void libtorch_is_imported_by_its_rooms_only() {
    check(noClasses().that().resideOutsideOfPackages(packages(LIBTORCH::contains))
        .should().dependOnClassesThat().resideInAPackage("org.bytedeco.pytorch.."));
  }

  @Test
  void native_scopes_are_opened_through_the_room_torch_only() {
    check(noClasses().that().resideOutsideOfPackage(HOUSE + ".torch..")
        .should().dependOnClassesThat().haveFullyQualifiedName("org.bytedeco.javacpp.PointerScope"));
  }

  @Test
  void nobody_prints_or_exits() {
    JavaClasses core = CLASSES.that(describe("are not in cli", type -> !room(type).equals("cli")));
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(core);
    noClasses().should().callMethod(System.class, "exit", int.class)
        .orShould().callMethod(Runtime.class, "exit", int.class)
        .orShould().callMethod(Runtime.class, "halt", int.class).check(core);
  }

  @Test
  void no_class_has_a_name_that_says_nothing() {
    check(classes().should().haveNameNotMatching(HOUSE + BANNED));
  }

  @Test
  void the_pattern_of_empty_names_means_whole_words() {
    for (String banned : List.of("RunManager", "Utils", "NetUtil", "AbstractLayer", "BaseHead", "LossImpl", "TrainContext", "Info2")) {
      assertTrue((HOUSE + ".x." + banned).matches(HOUSE + BANNED), banned);
    }
    for (String allowed : List.of("Dataset", "Baseline", "Utility", "Implicit", "Information", "Contextual", "package-info")) {
      assertFalse((HOUSE + ".x." + allowed).matches(HOUSE + BANNED), allowed);
    }
  }

  @Test
  void every_package_is_null_marked() {
    Set<String> unmarked = CLASSES.stream().map(JavaClass::getPackage).filter(found -> !found.isAnnotatedWith(NullMarked.class))
        .map(JavaPackage::getName).collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), unmarked, "packages without a package-info.java that is @NullMarked");
  }
}
