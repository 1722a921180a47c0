package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngWriterTest {
  private static Image noise(int height, int width, int channels) {
    Random random = new Random(1);
    Image image = Image.black(height, width, channels);
    for (int i = 0; i < image.values().length; i++) {
      image.values()[i] = random.nextInt(256);
    }
    return image;
  }

  @Test
  void colours_come_back_bit_for_bit_through_our_own_decoder() {
    Image image = noise(7, 13, 3);
    Image back = Codec.decode(Codec.png(image), "written.png");
    assertEquals(image.toString(), back.toString());
    assertArrayEquals(image.values(), back.values());
  }

  @Test
  void colours_and_grays_come_back_through_a_decoder_that_is_not_ours() throws IOException {
    for (int channels : new int[] {1, 3}) {
      Image image = noise(5, 4, channels);
      BufferedImage back = ImageIO.read(new ByteArrayInputStream(Codec.png(image)));
      assertEquals(channels, back.getRaster().getNumBands());
      for (int y = 0; y < 5; y++) {
        for (int x = 0; x < 4; x++) {
          for (int c = 0; c < channels; c++) {
            assertEquals(image.at(y, x, c), back.getRaster().getSample(x, y, c), "row " + y + ", column " + x + ", channel " + c);
          }
        }
      }
    }
  }

  @Test
  void values_are_rounded_and_clipped() {
    Image wild = new Image(1, 6, 1, new float[] {-1e9f, 0.4f, 0.6f, 254.6f, 1e9f, Float.NaN});
    Image back = Codec.decode(Codec.png(wild), "wild.png");
    float[] gray = new float[6];
    for (int x = 0; x < 6; x++) {
      gray[x] = back.at(0, x, 0);
    }
    assertArrayEquals(new float[] {0, 0, 1, 255, 255, 0}, gray);
  }

  @Test
  void the_same_image_gives_the_same_bytes() {
    assertArrayEquals(Codec.png(noise(9, 9, 3)), Codec.png(noise(9, 9, 3)));
  }

  @Test
  void two_channels_are_refused() {
    var error = assertThrows(IllegalArgumentException.class, () -> Codec.png(noise(2, 2, 2)));
    assertTrue(error.getMessage().contains("2x2x2") && error.getMessage().contains("1 channel (gray) or 3"), error.getMessage());
  }

  @Test
  void an_image_shrinks_to_its_bound_and_never_grows() {
    assertEquals("image 48x96x3", noise(100, 200, 3).within(96).toString());
    assertEquals("image 96x1x1", noise(400, 2, 1).within(96).toString());
    Image small = noise(96, 10, 1);
    assertSame(small, small.within(96));
    assertThrows(IllegalArgumentException.class, () -> small.within(0));
  }

  @Test
  void shrinking_averages() {
    Image stripes = Image.black(2, 200, 1);
    for (int i = 0; i < 400; i += 2) {
      stripes.values()[i] = 200;
    }
    for (float value : stripes.within(20).values()) {
      assertEquals(100, value, 15);
    }
  }
}
