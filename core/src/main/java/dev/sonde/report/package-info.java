/**
 * A run as people want to see it.
 *
 * <pre>
 * Training.of(recipe).into(folder).listen(new TensorBoard()).run()   → folder/events.out.tfevents.…, for tensorboard --logdir
 * </pre>
 *
 * <p>Reports are made of what a run wrote or lets its listeners see; nothing here changes how a run goes. Not here: the journal and the tables, which every run
 * writes (room {@code train}), and the terminal.
 */
@NullMarked
package dev.sonde.report;

import org.jspecify.annotations.NullMarked;
