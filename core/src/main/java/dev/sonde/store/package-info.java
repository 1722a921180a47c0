/**
 * The room of files: what a run leaves on disk, and how it comes back whole or not at all.
 *
 * <p>Here live {@link dev.sonde.store.Safetensors}, named tensors in one file that Python reads too (the format is specified
 * there, field by field), and {@link dev.sonde.store.AtomicFile}, the way every file of a run is replaced.
 *
 * <p>Weights of others come in through {@link dev.sonde.store.StateDict}, which reads PyTorch's files without running anything in them.
 *
 * <p>The flow: {@code Map<String, Tensor> → Header (names, types, places) → AtomicFile → disk}, and back
 * {@code disk → Header, checked against the file's length → Tensor}.
 *
 * <p>Two promises. A file under its final name is always complete: a full disk, a crash or a killed process leaves the old one.
 * A damaged file is refused when it is opened, with one sentence ({@link dev.sonde.data.BadData}), before any of its numbers is used.
 *
 * <p>Not here: what a checkpoint holds (room {@code train}), and pictures or labels (room {@code data}).
 */
@NullMarked
package dev.sonde.store;

import org.jspecify.annotations.NullMarked;
