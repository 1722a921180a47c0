/**
 * Networks as data, the ground that everything else stands on.
 *
 * <pre>{@code
 * NetworkBuilder.of("small", Shape.image(3, 32, 32)).conv(32, 5).relu().flatten().linear(10).build()
 *   → Network(name, input, [Node(name, layer, inputs), …])       // records: compare, print, keep
 *   → network.shapes(), at("conv1"), parameters()                // by name of node, which is the tap
 *   → Cost.of(network), NetworkText.of(network)                  // for people
 *   → NetworkJson.text(network), NetworkJson.parse(text)         // for files, without loss
 * }</pre>
 *
 * <p>{@link Layer} is the sealed catalogue of kinds. Whoever needs to know what a kind does visits it ({@link Layer.Visitor}),
 * so a new kind
 * does not compile until shape inference, parameters, cost, text, JSON and the compiler have heard of it. A {@link Network} that exists is
 * sound: names are unique, inputs come earlier, and every shape works out in libtorch's arithmetic.
 *
 * <p>{@link Initializer} and {@link Initialization} say how parameters start, also as data; they are not part of a network, since
 * one body is trained from many starts. {@link Nearest} finds what a mistyped name meant.
 *
 * <p>Not here: tensors and their computation ({@code torch}), known architectures ({@code zoo}), heads ({@code supervise}).
 */
@NullMarked
package dev.sonde.net;

import org.jspecify.annotations.NullMarked;
