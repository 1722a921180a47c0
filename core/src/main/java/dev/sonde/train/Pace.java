package dev.sonde.train;

import dev.sonde.data.Loader;

/** How quickly an epoch goes: images a second, and the share of its time that training waits for data. */
final class Pace {
  private long start = System.nanoTime();
  private long images;
  private double imagesPerSecond;
  private double waitShare;

  void begin() {
    start = System.nanoTime();
    images = 0;
  }

  void stepped(int size, Loader loader) {
    images += size;
    double seconds = (System.nanoTime() - start) / 1e9;
    imagesPerSecond = images / seconds;
    waitShare = loader.waitNanos() / 1e9 / seconds;
  }

  double imagesPerSecond() {
    return imagesPerSecond;
  }

  double waitShare() {
    return waitShare;
  }
}
