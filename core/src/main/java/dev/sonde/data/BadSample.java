package dev.sonde.data;

/**
 * A sample that a run leaves out, told the first time.
 *
 * @param set    {@link Sieve#TRAIN} or {@link Sieve#TEST}
 * @param index  its number in that set
 * @param origin where it comes from, such as its file
 * @param why    one sentence
 * @param count  different samples left out so far, this one included, of both sets
 */
public record BadSample(String set, int index, String origin, String why, int count) {}
