/**
 * The command line, {@code sonde}: the only room that prints to the terminal or exits.
 *
 * <pre>
 * Main → Sonde (the root command) → Train, Demo, Ablate | Eval, Predict, Strip | Inspect, Bench, Data
 * a command:  words → Recipe, Network, Checkpoint → a room below does the work → Sheet, Console, Chart → Terminal
 * a failure:  any exception → Complaint → one sentence on standard error and an exit code
 * Ctrl-C:     Interruption → Run.stop → the step ends, the run is saved → exit 130
 * </pre>
 *
 * <p>Exit codes: 0 done, 1 failed, 2 misused, 130 interrupted. Results go to standard output, complaints to standard error. Commands keep
 * texts and numbers in their fields, so that printing help loads neither the training rooms nor libtorch.
 *
 * <p>Not here: anything a program could want too. What a command computes, it asks of {@code train}, {@code store} and the rooms under
 * them.
 */
@NullMarked
package dev.sonde.cli;

import org.jspecify.annotations.NullMarked;
