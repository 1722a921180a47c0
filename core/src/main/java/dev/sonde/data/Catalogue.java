package dev.sonde.data;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The public datasets Sonde knows how to download, with length and SHA-256 of every file.
 *
 * <p>Digests are those of the owners' files as many independent projects pin them; sets for which no such digest is known are not
 * listed.
 */
public final class Catalogue {
  private static final List<String> IDX = List.of("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz",
      "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz");
  private static final String KRIZHEVSKY = "https://www.cs.toronto.edu/~kriz/";

  private static final List<PublicSet> SETS = List.of(
      new PublicSet("mnist", "handwritten digits, 60,000 + 10,000 gray images of 28x28, 10 classes",
          "http://yann.lecun.com/exdb/mnist/", "CC BY-SA 3.0, as copies state it",
          idx(List.of("http://yann.lecun.com/exdb/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/",
              "https://ossci-datasets.s3.amazonaws.com/mnist/"),
              new Print(9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
              new Print(28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
              new Print(1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
              new Print(4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")),
          List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")),
      new PublicSet("fashion-mnist", "articles of clothing, 60,000 + 10,000 gray images of 28x28, 10 classes",
          "https://github.com/zalandoresearch/fashion-mnist", "MIT",
          idx(List.of("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
              new Print(26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
              new Print(29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
              new Print(4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
              new Print(5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")),
          List.of("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")),
      new PublicSet("kmnist", "cursive Japanese characters, 60,000 + 10,000 gray images of 28x28, 10 classes",
          "https://codh.rois.ac.jp/kmnist/", "CC BY-SA 4.0",
          idx(List.of("https://codh.rois.ac.jp/kmnist/dataset/kmnist/"),
              new Print(18_165_135, "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"),
              new Print(29_497, "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"),
              new Print(3_041_136, "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"),
              new Print(5_120, "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c")),
          List.of("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo")),
      new PublicSet("cifar-10", "small photographs, 50,000 + 10,000 colour images of 32x32, 10 classes",
          KRIZHEVSKY + "cifar.html", "none stated; the owner asks for a citation",
          List.of(new Remote(List.of(URI.create(KRIZHEVSKY + "cifar-10-binary.tar.gz")), 170_052_171,
              "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")), List.of()),
      new PublicSet("cifar-100", "small photographs, 50,000 + 10,000 colour images of 32x32, 100 classes",
          KRIZHEVSKY + "cifar.html", "none stated; the owner asks for a citation",
          List.of(new Remote(List.of(URI.create(KRIZHEVSKY + "cifar-100-binary.tar.gz")), 168_513_733,
              "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec")), List.of()));

  private Catalogue() {}

  /** All sets, in the order they are shown. */
  public static List<PublicSet> all() {
    return SETS;
  }

  /** The names of all sets. */
  public static List<String> names() {
    return SETS.stream().map(PublicSet::name).toList();
  }

  /** The set of that name, if it is known. */
  public static Optional<PublicSet> find(String name) {
    return SETS.stream().filter(set -> set.name().equals(name)).findFirst();
  }

  /**
   * The set of that name.
   *
   * @throws IllegalArgumentException if it is not known; the message lists those that are
   */
  public static PublicSet named(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException(
        "no public set named \"" + name + "\"; known are " + String.join(", ", names())));
  }

  /** The four files of MNIST's kind, with their prints in the order of {@link #IDX}. */
  private static List<Remote> idx(List<String> folders, Print... prints) {
    List<Remote> files = new ArrayList<>();
    for (int i = 0; i < prints.length; i++) {
      String file = IDX.get(i);
      List<URI> addresses = folders.stream().map(folder -> URI.create(folder + file)).toList();
      files.add(new Remote(addresses, prints[i].bytes(), prints[i].sha256()));
    }
    return files;
  }

  /** What a file is told by. */
  private record Print(long bytes, String sha256) {}
}
