/**
 * Known architectures, as functions that return a network.
 *
 * <pre>{@code
 * Zoo.names()                                                  // dsn-mnist, dsn-cifar, cnds-8, …
 * Zoo.network("cnds-8", Shape.image(3, 32, 32), 10) → Network  // for this input, this many classes
 * Zoo.network("deep-resnet-18-dilated+c1", photograph, 150)    // encoder + decoder: labels per place, [N, 150, h, w]
 * Zoo.encoders(), Zoo.decoders(), Zoo.canonical("resnet18dilated+c1")
 * Zoo.encoder("deep-resnet-50", photograph) → Network          // taps conv2 … conv5
 * Zoo.initialization("cnds-8") → Initialization                // as its authors start it
 * Zoo.source("cnds-8"), Zoo.defaultInput("cnds-8")
 * }</pre>
 *
 * <p>Encoders end in conv5 and have Identity nodes conv2 to conv5 at the ends of their stages; {@code -dilated} and {@code -dilated16} are the same nodes with
 * strides turned into dilation ({@code net.Dilation}). A decoder reads those taps, takes its widths from them, and prefixes its nodes {@code decoder.}.
 *
 * <p>Where public weights exist (ResNet, GoogLeNet, MobileNetV2), nodes carry torchvision's module names, so that weights import by name; the encoders and
 * decoders of CSAIL carry those of its state dictionaries, but for {@code stem.} before a stem's convolutions. The DSN and CNDS networks carry their papers'
 * names, VGG its authors'. Whatever departs from the source is said at the network's class: some of these
 * networks were never published in full.
 *
 * <p>Not here: the heads that the papers hang on these bodies ({@code supervise}), and weights.
 */
@NullMarked
package dev.sonde.zoo;

import org.jspecify.annotations.NullMarked;
