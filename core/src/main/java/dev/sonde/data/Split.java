package dev.sonde.data;

/**
 * A dataset in its two halves: what a network learns from and what it is measured on.
 *
 * @param train the samples to learn from
 * @param test the samples to measure on; the same classes in the same order
 */
public record Split(Dataset train, Dataset test) {

  /**
   * Checks that both halves speak of the same classes.
   *
   * @throws IllegalArgumentException if the class lists differ
   * @throws BadData if a name holds a control character
   */
  public Split {
    if (!train.classes().equals(test.classes())) {
      throw new IllegalArgumentException(train.name() + " has " + train.classes().size() + " classes and " + test.name() + " has "
          + test.classes().size() + ", or the same ones in another order; both halves must name the same classes");
    }
    train.classes().stream().filter(name -> name.chars().anyMatch(Character::isISOControl)).findFirst().ifPresent(name -> {
      throw new BadData("\"" + name + "\", a class of " + train.name()
          + ", holds a control character, which would move a terminal's cursor; rename it");
    });
  }
}
