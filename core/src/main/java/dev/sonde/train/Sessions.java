package dev.sonde.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.store.Room;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.bytedeco.pytorch.global.torch;

/**
 * Writes {@code sessions.jsonl}: what belongs to the execution of a run and not to its recipe, with the clock. One JSON object a line, field {@code event},
 * {@code at} (ISO 8601, UTC) and {@code step}, and
 * <pre>
 * started    sonde, processor, threads, checkpoint (the one it went on from; absent at the beginning), damaged [a sentence for each that was passed over]
 * saved      checkpoint
 * grew       steps, objects, bytes, sites [{at, count, bytes}]: memory grew at each look over that many steps ({@link Growth})
 * stopped    why
 * finished
 * failed     why
 * </pre>
 * A session that was killed has no last line.
 */
final class Sessions implements Listener {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  Sessions(Path file) {
    this.file = file;
  }

  @Override
  public void began(Run run) {
    if (run.step() == 0) {
      write(started(run));
    }
  }

  @Override
  public void resumed(Run run, Resumption how) {
    ObjectNode line = started(run).put("checkpoint", how.checkpoint().getFileName().toString());
    how.damaged().forEach(line.putArray("damaged")::add);
    write(line);
  }

  private static ObjectNode started(Run run) {
    return event("started", run).put("sonde", Environment.version()).put("processor", Environment.processor()).put("threads", torch.get_num_threads());
  }

  @Override
  public void saved(Run run, Path checkpoint) {
    write(event("saved", run).put("checkpoint", checkpoint.getFileName().toString()));
  }

  @Override
  public void grew(Run run, Growth growth) {
    ObjectNode line = event("grew", run).put("steps", growth.steps()).put("objects", growth.objects()).put("bytes", growth.bytes());
    ArrayNode sites = line.putArray("sites");
    growth.sites().forEach(site -> sites.addObject().put("at", site.at()).put("count", site.count()).put("bytes", site.bytes()));
    write(line);
  }

  @Override
  public void ended(Run run) {
    write(run.stopped().map(why -> event("stopped", run).put("why", why)).orElse(event("finished", run)));
  }

  @Override
  public void failed(Run run, RuntimeException cause) {
    write(event("failed", run).put("why", cause.getMessage()));
  }

  private static ObjectNode event(String name, Run run) {
    return JSON.createObjectNode().put("event", name).put("at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString()).put("step", run.step());
  }

  private void write(ObjectNode line) {
    try {
      Files.writeString(file, JSON.writeValueAsString(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a line always has a written form", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + Room.reason(e, file.getParent()), e);
    }
  }
}
