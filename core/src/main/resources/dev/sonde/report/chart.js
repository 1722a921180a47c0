// Curves, by uPlot: one look for all, redrawn in place, zoom kept.

const HEIGHT = 240;
const plots = new Set();
let paper = 0;   // width of a chart on paper while printing, else 0

/**
 * Draws into `holder`, or redraws what it holds. What `spec` may say:
 *   x, xLabel      values and name of the horizontal axis      series  [{label, values, colour, width, dash, points, gaps, quiet, right}]
 *   log, range     logarithmic; [low, high] of the values      zero    the floor of a log scale stands for 0
 *   format         of a value; axisFormat, xFormat: on the axes         right   {range, format} of a second scale
 *   height, room   pixels in all, and free at the right        legend, near, sync, bands, draw, key
 */
function chart(holder, spec) {
  const data = [spec.x, ...spec.series.map(one => one.values)];
  const signature = JSON.stringify([spec.series.map(one => [one.label, one.colour]), spec.range, spec.key]);
  holder.dataset.series = spec.series.filter(one => !one.quiet).length;
  holder.classList.add('plot');
  holder.spec = spec;
  if (holder.plot && holder.signature === signature) {
    holder.plot.setData(data, !holder.zoom);
    if (holder.zoom) holder.plot.setScale('x', {min: holder.zoom[0], max: holder.zoom[1]});
    return;
  }
  holder.signature = signature;
  build(holder, spec, data);
  if (!plots.has(holder)) {
    plots.add(holder);
    new ResizeObserver(() => fit(holder)).observe(holder);
  }
}

function build(holder, spec, data) {
  const zoom = holder.zoom;
  holder.plot?.destroy();
  holder.plot = new uPlot(options(holder, spec), data, holder);
  const canvas = holder.plot.root.querySelector('canvas'), names = spec.series.filter(one => !one.quiet).map(one => one.label);
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', names.join(', ') + ' over ' + spec.xLabel);
  if (zoom) holder.plot.setScale('x', {min: zoom[0], max: zoom[1]});
}

const width = holder => paper ? paper : Math.max(200, holder.clientWidth);
const fit = holder => {
  const size = {width: width(holder), height: holder.spec.height ?? HEIGHT};
  if (holder.plot && Math.abs(holder.plot.width - size.width) > 1) holder.plot.setSize(size);
};

/** Every chart anew, in the colours that hold now; its subjects are asked again for theirs. */
function forget() {
  for (const holder of plots) holder.signature = null;
}

/** Remembers a part that was chosen, so that a redrawing keeps it. */
function zoomed(holder, u) {
  const x = u.data[0], {min, max} = u.scales.x;
  holder.zoom = x.length && (min > x[0] || max < x[x.length - 1]) ? [min, max] : null;
}
