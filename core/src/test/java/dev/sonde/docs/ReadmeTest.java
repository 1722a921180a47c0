package dev.sonde.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.train.Recipe;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows compiles and runs, on a small scale; the recipes beside it can be read. */
class ReadmeTest {
  private static final Path ROOT = Path.of(System.getProperty("user.dir")).resolve("..").normalize();
  private static final String IMPORTS = Stream.of("train", "torch", "schedule", "supervise", "net", "loss", "zoo", "data", "probe", "report")
      .map(room -> "import dev.sonde." + room + ".*;\n").reduce("import java.nio.file.*;\n", String::concat);

  private static final String SMALL = "\"shapes:size=32,train=64,test=32\"";

  @TempDir Path folder;

  @Test
  void the_java_samples_compile_and_run() throws Exception {
    Matcher sample = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(ROOT.resolve("README.md")));
    assertTrue(sample.find(), "the README has a java sample");
    run(sample.group(1).replace("\"cifar-10\"", SMALL).replace("epochs(90)", "epochs(1)")
        .replace("batch(128)", "batch(32)").replace("out/cnds8", folder.resolve("run").toString()));
    assertTrue(Files.exists(folder.resolve("run/checkpoints/best.safetensors")));

    assertTrue(sample.find(), "and one that places heads by measurement");
    run(sample.group(1).replace("\"shapes\"", SMALL).replace("iterations(30)", "iterations(2)")
        .replace(".into(", ".epochs(1).into(").replace("out/placed", folder.resolve("placed").toString()));
    assertTrue(Files.exists(folder.resolve("placed/report.html")));
  }

  private void run(String small) throws Exception {
    Path source = folder.resolve("Sample.java");
    Files.writeString(source, IMPORTS + "public class Sample { public static void main(String... words) throws Exception {\n" + small + "}}\n");
    assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, "-cp", System.getProperty("java.class.path"), source.toString()));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      loader.loadClass("Sample").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    }
  }

  @Test
  void every_recipe_in_the_repository_can_be_read() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("recipes"))) {
      List<Path> recipes = files.sorted().toList();
      assertTrue(recipes.size() >= 3, "recipes: " + recipes);
      recipes.forEach(file -> assertEquals(Recipe.read(file), Recipe.parse(Recipe.read(file).yaml(), file.toString())));
    }
  }
}
