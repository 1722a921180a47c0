// Curves, by uPlot: one look for all, redrawn in place, zoom kept.

const plots = new Set();
let paper = 0;   // width of a chart on paper while printing, else 0

/**
 * Draws into `holder`, or redraws what it holds.
 * spec: x, xLabel, series [{label, values, colour, width, dash, points, fill, show}], height, log, range [low, high], format, axisFormat, xFormat, legend, near, sync, draw,
 * right {range, format}: a second scale, for the series that say so; zero: the floor of a log scale stands for 0
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
  holder.plot.root.querySelector('canvas').setAttribute('role', 'img');
  holder.plot.root.querySelector('canvas').setAttribute('aria-label', spec.series.map(one => one.label).join(', ') + ' over ' + spec.xLabel);
  if (zoom) holder.plot.setScale('x', {min: zoom[0], max: zoom[1]});
}

const width = holder => paper ? paper : Math.max(200, holder.clientWidth);
const fit = holder => {
  if (holder.plot && Math.abs(holder.plot.width - width(holder)) > 1) holder.plot.setSize({width: width(holder), height: holder.spec.height ?? 240});
};

/** Every chart anew, in the colours that hold now; its subjects are asked again for theirs. */
function forget() {
  for (const holder of plots) holder.signature = null;
}

function axis(label, format, extra) {
  return {stroke: css('--quiet'), font: '12px ' + css('--font'), labelFont: '12px ' + css('--font'), label, labelSize: label ? 18 : 0, labelGap: 2,
    grid: {stroke: css('--line'), width: 1}, ticks: {show: false}, border: {show: false}, gap: 6, values: (_, ticks) => ticks.map(v => v === null ? '' : format(v)), ...extra};
}

function options(holder, spec) {
  const format = spec.format ?? short, xFormat = spec.xFormat ?? (v => Number.isInteger(v) ? count(v) : '');
  const range = spec.range ? () => spec.range : undefined;
  return {
    width: width(holder), height: spec.height ?? 240, padding: [10, spec.right ? 0 : spec.room ?? 12, 0, 0],
    legend: {show: spec.legend !== false, markers: {width: 0, fill: (_, i) => i ? spec.series[i - 1].colour : 'transparent'}},
    focus: {alpha: spec.near ? 0.25 : 1},
    cursor: {y: false, points: {size: 6}, drag: {x: true, y: false, dist: 6}, focus: {prox: spec.near ? 24 : -1}, sync: spec.sync ? {key: spec.sync} : undefined},
    scales: {...(spec.right ? {r: {range: () => spec.right.range}} : {}), x: {time: false, range: (_, low, high) => low === high ? [low - 0.5, high + 0.5] : [low, high]}, y: {distr: spec.log ? 3 : 1, range}},
    axes: [axis(spec.xLabel, xFormat, {size: 26, space: 60, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6], ...spec.xAxis}),
      axis(null, spec.log ? v => spec.zero && v <= spec.range[0] * 1.01 ? '0' : raised(Math.round(Math.log10(v))) : spec.axisFormat ?? format,
        {...(spec.log ? {splits: powers, filter: (_, all) => all} : {}), size: (u, values) => Math.max(34, 12 + 7 * Math.max(0, ...(values ?? []).map(v => String(v).length))), space: 34}),
      ...(spec.right ? [axis(null, spec.right.format, {scale: 'r', side: 1, size: 44, space: 34, grid: {show: false}})] : [])],
    series: [{label: spec.xLabel, value: (_, v) => v === null ? '–' : spec.xFormat ? xFormat(v) : short(Math.round(v))}, ...spec.series.map(one => ({
      label: one.label, class: one.quiet ? 'quiet' : null, scale: one.right ? 'r' : 'y', stroke: one.colour, width: one.width ?? 1.75, dash: one.dash, fill: one.fill, spanGaps: one.gaps ?? false, show: one.show ?? true,
      points: {show: one.points ?? spec.x.length < 30, size: 5, fill: one.colour}, value: (_, v) => (one.format ?? format)(v)}))],
    bands: spec.bands,
    hooks: {setScale: [(u, key) => key === 'x' && zoomed(holder, u)], setCursor: spec.near ? [u => near(holder, u)] : [], draw: spec.draw ? [spec.draw] : []},
  };
}

/** The powers of ten on an axis, not more than eight. */
function powers(u, index, low, high) {
  const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9), step = Math.ceil((last - first + 1) / 8);
  return Array.from({length: Math.max(0, Math.floor((last - first) / step) + 1)}, (_, i) => 10 ** (first + i * step));
}

/** Remembers a part that was chosen, so that a redrawing keeps it. */
function zoomed(holder, u) {
  const x = u.data[0], {min, max} = u.scales.x;
  holder.zoom = x.length && (min > x[0] || max < x[x.length - 1]) ? [min, max] : null;
}

/** Names the line that is nearest to the cursor. */
function near(holder, u) {
  const tip = slot(holder, 'tip', () => el('div', {class: 'tip', hidden: true}));
  const {idx, left, top} = u.cursor;
  let best = null;
  u.series.forEach((one, i) => {
    const value = i ? u.data[i][idx] : null;
    if (known(value) && one.show) {
      const far = Math.abs(u.valToPos(value, 'y') - top);
      if (best === null || far < best.far) best = {far, i, value};
    }
  });
  tip.hidden = left < 0 || best === null || best.far > 40;
  if (!tip.hidden) {
    const shown = holder.spec.series[best.i - 1];
    tip.textContent = `${shown.label}: ${(shown.truth ?? shown.values)[idx] === 0 ? '0' : short(best.value)} at ${holder.spec.xLabel} ${u.data[0][idx]}`;
    tip.style.left = Math.min(left + u.over.offsetLeft + 12, holder.clientWidth - tip.offsetWidth - 4) + 'px';
    tip.style.top = top + u.over.offsetTop + 16 + 'px';
  }
}

/** A dashed line across a plot at height `value`, with its name. */
function across(u, value, text) {
  const y = Math.round(u.valToPos(value, 'y', true)), {left, width: wide, top, height} = u.bbox, c = u.ctx, ratio = devicePixelRatio;
  if (y < top || y > top + height) return;
  c.save();
  c.strokeStyle = c.fillStyle = css('--alarm');
  c.lineWidth = 1.25 * ratio;
  c.setLineDash([5 * ratio, 4 * ratio]);
  c.beginPath();
  c.moveTo(left, y);
  c.lineTo(left + wide, y);
  c.stroke();
  c.font = `600 ${11 * ratio}px ${css('--font')}`;
  c.textAlign = 'right';
  c.setLineDash([]);
  c.strokeStyle = css('--paper');
  c.lineWidth = 4 * ratio;
  c.strokeText(text, left + wide - 10 * ratio, y - 5 * ratio);
  c.fillText(text, left + wide - 10 * ratio, y - 5 * ratio);
  c.restore();
}
