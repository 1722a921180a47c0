package dev.sonde.torch;

import org.bytedeco.pytorch.global.torch.ScalarType;

/** The floating-point type of a model: its parameters, inputs and arithmetic. */
public enum Precision {
  FLOAT32(ScalarType.Float),
  FLOAT64(ScalarType.Double);

  final ScalarType type;

  Precision(ScalarType type) {
    this.type = type;
  }
}
