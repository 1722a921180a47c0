package dev.sonde.zoo;

import dev.sonde.net.Initialization;
import dev.sonde.net.Initialization.Rule;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A network for labels per place made of two parts, written {@code encoder+decoder}.
 *
 * @param encoder name among {@link Encoders}
 * @param decoder name among {@link Decoders}
 */
record EncoderDecoder(String encoder, String decoder) {
  static boolean writes(String name) {
    return name.indexOf('+') >= 0;
  }

  /** Reads the written form, CSAIL's spellings included; throws {@link IllegalArgumentException} naming the part that is not known. */
  static EncoderDecoder parse(String name) {
    String[] parts = name.split("\\+", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException("a network of two parts is written encoder+decoder, such as deep-resnet-18-dilated+c1, not \"" + name + "\"");
    }
    Encoders.of(parts[0]);
    Decoders.of(parts[1]);
    return new EncoderDecoder(Encoders.canonical(parts[0]), Decoders.canonical(parts[1]));
  }

  /** {@code [N, C, H, W] → [N, classes, h, w]}. */
  Network network(Shape input, int classes) {
    return network(Encoders.of(encoder).plan().network(input), decoder, classes);
  }

  static Network network(Network encoder, String decoder, int classes) {
    NetworkBuilder pen = NetworkBuilder.onto(encoder, encoder.name() + "+" + Decoders.canonical(decoder));
    Decoders.of(decoder).plan().draw(pen, encoder, classes);
    return pen.build();
  }

  /** The encoder's rules, and He with zero biases for the decoder. CSAIL's decoders start their normalisation at shift 1e-4; here it is 0. */
  Initialization initialization() {
    List<Rule> rules = new ArrayList<>(List.of(new Rule(Decoder.PREFIX + "*", new Initializer.He(), new Initializer.Constant(0))));
    rules.addAll(Encoders.of(encoder).initialization().rules());
    return new Initialization(rules);
  }

  String source() {
    return Encoders.of(encoder).source() + "; " + Decoders.of(decoder).source();
  }

  @Override
  public String toString() {
    return encoder + "+" + decoder;
  }
}
