// How a chart looks: axes, scales and lines in uPlot's words, the tip at the nearest line, a threshold across.

const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6];

function axis(label, format, extra) {
  const font = '12px ' + css('--font'), values = (_, ticks) => ticks.map(v => v === null ? '' : format(v));
  return {stroke: css('--quiet'), font, labelFont: font, label, labelSize: label ? 18 : 0, labelGap: 2, gap: 6, values,
    grid: {stroke: css('--line'), width: 1}, ticks: {show: false}, border: {show: false}, ...extra};
}

function axes(spec, format, xFormat) {
  const power = v => spec.zero && v <= spec.range[0] * 1.01 ? '0' : raised(Math.round(Math.log10(v)));
  const wide = (_, values) => Math.max(34, 12 + 7 * Math.max(0, ...(values ?? []).map(v => String(v).length)));
  const all = [axis(spec.xLabel, xFormat, {size: 26, space: 60, incrs: WHOLE, ...spec.xAxis})];
  all.push(spec.log ? axis(null, power, {splits: powers, filter: (_, ticks) => ticks, size: wide, space: 34})
    : axis(null, spec.axisFormat ?? format, {size: wide, space: 34}));
  if (spec.right) all.push(axis(null, spec.right.format, {scale: 'r', side: 1, size: 44, space: 34, grid: {show: false}}));
  return all;
}

function scales(spec) {
  const x = {time: false, range: (_, low, high) => low === high ? [low - 0.5, high + 0.5] : [low, high]};
  const y = {distr: spec.log ? 3 : 1, range: spec.range ? () => spec.range : undefined};
  return spec.right ? {x, y, r: {range: () => spec.right.range}} : {x, y};
}

function line(spec, one, format) {
  return {label: one.label, class: one.quiet ? 'quiet' : null, scale: one.right ? 'r' : 'y', spanGaps: one.gaps ?? false,
    stroke: one.colour, width: one.width ?? 1.75, dash: one.dash, value: (_, v) => (one.format ?? format)(v),
    points: {show: one.points ?? spec.x.length < 30, size: 5, fill: one.colour}};
}

function options(holder, spec) {
  const format = spec.format ?? short, xFormat = spec.xFormat ?? (v => Number.isInteger(v) ? count(v) : '');
  const x = {label: spec.xLabel, value: (_, v) => v === null ? '–' : spec.xFormat ? xFormat(v) : short(Math.round(v))};
  return {
    width: width(holder), height: spec.height ?? HEIGHT, padding: [10, spec.right ? 0 : spec.room ?? 12, 0, 0],
    legend: {show: spec.legend !== false, markers: {width: 0, fill: (_, i) => i ? spec.series[i - 1].colour : 'transparent'}},
    focus: {alpha: spec.near ? 0.25 : 1},
    cursor: {y: false, points: {size: 6}, drag: {x: true, y: false, dist: 6}, focus: {prox: spec.near ? 24 : -1},
      sync: spec.sync ? {key: spec.sync} : undefined},
    scales: scales(spec), axes: axes(spec, format, xFormat),
    series: [x, ...spec.series.map(one => line(spec, one, format))], bands: spec.bands,
    hooks: {setScale: [(u, key) => key === 'x' && zoomed(holder, u)], setCursor: spec.near ? [u => near(holder, u)] : [],
      draw: spec.draw ? [spec.draw] : []},
  };
}

/** The powers of ten on an axis, not more than eight. */
function powers(u, index, low, high) {
  const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9), step = Math.ceil((last - first + 1) / 8);
  return Array.from({length: Math.max(0, Math.floor((last - first) / step) + 1)}, (_, i) => 10 ** (first + i * step));
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
    const shown = holder.spec.series[best.i - 1], truth = (shown.truth ?? shown.values)[idx];
    tip.textContent = `${shown.label}: ${short(truth)} at ${holder.spec.xLabel} ${u.data[0][idx]}`;
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
