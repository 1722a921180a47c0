package dev.sonde.torch;

import java.util.regex.Pattern;

/**
 * Multipliers of learning rate and weight decay for the parameters whose full name matches a pattern; the first match wins.
 *
 * <p>Full names are {@code conv1.weight} in the body and {@code heads/conv1/fc.weight} in a head; {@code *} stands for any text.
 * Where {@code vectors} is set, only parameters of one dimension are meant: biases, and scale and shift of batch normalisation, which many recipes leave
 * without decay. Caffe's {@code lr_mult} and {@code decay_mult}; "no decay" is {@code decay 0}.
 */
public record ParameterGroup(String at, double rate, double decay, boolean vectors) {
  public ParameterGroup(String at, double rate, double decay) {
    this(at, rate, decay, false);
  }

  public ParameterGroup {
    Bounds.notNegative("rate multiplier", rate);
    Bounds.notNegative("decay multiplier", decay);
  }

  /** Whether a parameter of this full name and number of dimensions is meant. */
  public boolean matches(String parameter, long dimensions) {
    return matches(parameter) && (!vectors || dimensions == 1);
  }

  public boolean matches(String parameter) {
    String expression = Pattern.quote(at).replace("*", "\\E.*\\Q");
    return Pattern.matches(expression, parameter);
  }
}
