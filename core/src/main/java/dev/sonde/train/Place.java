package dev.sonde.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.data.BadData;
import dev.sonde.net.Plain;

/**
 * Where a run stands between two steps; written {@code {"epoch":2,"batch":17,"step":417}}.
 *
 * @param epoch number of the epoch in the whole run, from 0
 * @param batch how many of its batches have been taken
 * @param step  how many steps the whole run has taken
 */
record Place(int epoch, int batch, long step) {
  static final Place START = new Place(0, 0, 0);

  /** Behind one more batch. */
  Place stepped() {
    return new Place(epoch, batch + 1, step + 1);
  }

  /** Behind one more batch that took no step. */
  Place passed() {
    return new Place(epoch, batch + 1, step);
  }

  /** At the first batch of the next epoch. */
  Place nextEpoch() {
    return new Place(epoch + 1, 0, step);
  }

  /** Reads the written form, which stands in {@code where}. */
  static Place parse(String text, String where) {
    try {
      JsonNode tree = new ObjectMapper().readTree(text);
      Place place = new Place(tree.path("epoch").asInt(-1), tree.path("batch").asInt(-1), tree.path("step").asLong(-1));
      if (place.epoch >= 0 && place.batch >= 0 && place.step >= 0) {
        return place;
      }
    } catch (JsonProcessingException e) {
      throw new BadData(where + " is damaged: its place " + Plain.quoted(text) + " is no JSON", e);
    }
    throw new BadData(where + " is damaged: its place " + Plain.quoted(text) + " names no epoch, batch and step");
  }

  @Override
  public String toString() {
    return "{\"epoch\":" + epoch + ",\"batch\":" + batch + ",\"step\":" + step + "}";
  }
}
