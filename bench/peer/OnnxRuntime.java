import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/** Times ONNX Runtime through its own Java binding: {@code java -cp onnxruntime.jar OnnxRuntime.java MODEL.onnx THREADS SECONDS}. */
final class OnnxRuntime {
  public static void main(String[] arguments) throws Exception {
    double seconds = Double.parseDouble(arguments[2]);
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(Integer.parseInt(arguments[1]));
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(arguments[0], options)) {
      long[] shape = ((ai.onnxruntime.TensorInfo) session.getInputInfo().get("x").getInfo()).getShape();
      float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
      Random random = new Random(1);
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat();
      }
      for (int i = 0; i < 3; i++) {
        once(environment, session, values, shape);
      }
      double[] times = new double[100_000];
      int count = 0;
      long end = System.nanoTime() + (long) (seconds * 1e9);
      while (System.nanoTime() < end || count < 3) {
        times[count++] = once(environment, session, values, shape);
      }
      Arrays.sort(times, 0, count);
      System.out.printf("median %.6f s, least %.6f s, %d times%n", times[count / 2], times[0], count);
    }
  }

  /** Input made from a Java array and output read back, as the other side does it. */
  private static double once(OrtEnvironment environment, OrtSession session, float[] values, long[] shape) throws Exception {
    long start = System.nanoTime();
    try (OnnxTensor x = OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape); OrtSession.Result result = session.run(Map.of("x", x))) {
      FloatBuffer y = ((OnnxTensor) result.get(0)).getFloatBuffer();
      y.get(new float[y.remaining()]);
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
