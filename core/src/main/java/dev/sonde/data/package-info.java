/**
 * Pictures and their labels, from files to batches: the road on which a network's food comes.
 *
 * <pre>{@code
 * Datasets.open("mnist")                     → Split(train, test): two Datasets
 * dataset.get(index)                         → Sample(image, label), [H, W, C], 0 … 255
 * new Samples(500, 0).of(split, seed)        → the same with fewer samples, classes in balance
 * Preparation.fit(steps, train)              → fitted once (contrast, whitening, mean), applied to whole sets
 * Transform.parse("flip")                    → drawn anew for every sample (crops, flips, colours, normalisation)
 * Loader.of(dataset, transforms, batch)      → Batches [N, H, W, C], read ahead by workers
 * }</pre>
 *
 * <p>Datasets: {@link dev.sonde.data.Idx} (MNIST's family), {@link dev.sonde.data.Cifar}, {@link dev.sonde.data.ImageFolder} (any
 * pictures, decoded by {@link dev.sonde.data.Codec}) and {@link dev.sonde.data.Shapes}, which is drawn, not stored. The readers'
 * pages specify their file formats. A {@link dev.sonde.data.MaskSet} has a class for each pixel: a {@link dev.sonde.data.Mask}, which moves with its image;
 * its form is that of {@code MaskSpec}, a YAML file or one line. A {@link dev.sonde.data.Doctor} reads any of them once and says what is wrong. {@link dev.sonde.data.Catalogue} knows public sets, {@link dev.sonde.data.Downloads} brings them.
 *
 * <p>Chance comes from {@link dev.sonde.data.Seed}, never from a clock, and what sample {@code i} of epoch {@code e} draws depends on
 * nothing but the seed, {@code e} and {@code i} (or, where a batch shares a draw, its first sample); so results do not depend on the number of workers.
 *
 * <p>A broken file is {@link dev.sonde.data.BadData}, with one sentence for a person; a wrong argument is an
 * {@link java.lang.IllegalArgumentException}; a failing disk or net an {@link java.io.UncheckedIOException}.
 * A {@link dev.sonde.data.Sieve} keeps broken samples out of a run, as many as its {@link dev.sonde.data.Tolerance} allows, and the book
 * of them. No reader follows a link out of the data root, opens what is no plain file, or takes memory for what a header merely claims.
 * What data a run had is told by {@link dev.sonde.data.Dataset#fingerprint()}.
 *
 * <p>Not here: tensors (the room {@code torch} copies a batch into one) and anything of libtorch.
 */
@NullMarked
package dev.sonde.data;

import org.jspecify.annotations.NullMarked;
