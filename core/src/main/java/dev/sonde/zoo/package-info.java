/**
 * Known architectures, as functions that return a network.
 *
 * <pre>{@code
 * Zoo.names()                                                  // dsn-mnist, dsn-cifar, cnds-8, …
 * Zoo.network("cnds-8", Shape.image(3, 32, 32), 10) → Network  // for this input, this many classes
 * Zoo.initialization("cnds-8") → Initialization                // as its authors start it
 * Zoo.source("cnds-8"), Zoo.defaultInput("cnds-8")
 * }</pre>
 *
 * <p>Where public weights exist (ResNet, GoogLeNet, MobileNetV2), nodes carry torchvision's module names, so that weights
 * import by name; the DSN and
 * CNDS networks carry their papers' names, VGG its authors'. Whatever departs from the source is said at the network's class: some of these
 * networks were never published in full.
 *
 * <p>Not here: the heads that the papers hang on these bodies ({@code supervise}), and weights.
 */
@NullMarked
package dev.sonde.zoo;

import org.jspecify.annotations.NullMarked;
