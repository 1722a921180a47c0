package dev.sonde.loss;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A weighted sum of losses, {@code Σ_j w_j·ℓ_j}, written {@code cross-entropy + 0.5 dice}.
 *
 * @param terms in the order of the sum
 */
public record Sum(List<Term> terms) implements Loss {
  /** {@code weight·loss}, the weight above 0. */
  public record Term(double weight, Loss loss) {
    public Term {
      if (!(weight > 0) || Double.isInfinite(weight)) {
        throw new IllegalArgumentException("the weight " + weight + " of the loss " + loss + " must be a number above 0");
      }
    }

    @Override
    public String toString() {
      return (weight == 1 ? "" : ClassWeights.text(weight) + " ") + loss;
    }
  }

  /** A sum within the sum becomes terms of this one, so that the written form means the same. */
  public Sum {
    terms = terms.stream().flatMap(Sum::flat).toList();
    if (terms.isEmpty()) {
      throw new IllegalArgumentException("a sum of losses needs a term");
    }
  }

  private static Stream<Term> flat(Term term) {
    return term.loss() instanceof Sum sum ? sum.terms.stream().map(inner -> new Term(term.weight() * inner.weight(), inner.loss())) : Stream.of(term);
  }

  @Override
  public void check(int classes) {
    terms.forEach(term -> term.loss().check(classes));
  }

  @Override
  public Tensor of(Tensor scores, Tensor classes) {
    return terms.stream().map(term -> term.loss().of(scores, classes).mul(new Scalar(term.weight()))).reduce(Tensor::add).orElseThrow();
  }

  @Override
  public String toString() {
    return terms.stream().map(Term::toString).collect(Collectors.joining(" + "));
  }
}
