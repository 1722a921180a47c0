// The gradient figure: where it vanishes, and what the heads change.

/** The lowest and highest power of ten that hold every value and the threshold; what is 0 is drawn at the floor. */
function decades(rounds, threshold) {
  const all = rounds.flatMap(round => round.values.flat()).concat(threshold ?? []).filter(v => known(v) && v > 0);
  if (!all.length) return [1e-8, 1];
  const low = Math.floor(Math.log10(Math.min(...all)) - 0.15), high = Math.ceil(Math.log10(Math.max(...all)) + 0.05);
  const zeros = rounds.some(round => round.values.some(row => row.includes(0)));
  return [10 ** (zeros ? low - 1 : low), 10 ** Math.max(high, low + 1)];
}

const silent = values => values.length > 0 && values.every(v => v === 0);
const isDead = (round, i) => known(round.dead[i]) && round.dead[i] >= 0.999 || silent(round.values[i]);
const layerColour = (i, n) => depthColour(n < 2 ? 0 : i / (n - 1));
const upper = text => text[0].toUpperCase() + text.slice(1);
const heads = round => (round.heads.length === 1 ? 'the head' : 'heads') + ' at ' + sentence(round.heads);
const roundTitle = round => round.heads.length ? 'With ' + heads(round) : 'Without heads';
const length = round => Math.max(1, ...round.values.map(row => row.length));

function gradientLines(data, round, floor) {
  const marked = new Map(data.marks.map(mark => [mark.layer, mark.tap]));
  const label = (name, i) => name + (marked.has(name) ? ` ◆ head at ${marked.get(name)}` : '') + (isDead(round, i) ? ' (dead)' : '');
  return data.layers.map((name, i) => ({label: label(name, i), truth: round.values[i],
    values: round.values[i].map(v => known(v) ? Math.max(v, floor) : null), colour: layerColour(i, data.layers.length),
    width: marked.has(name) ? 3 : 1.5, dash: isDead(round, i) ? [2, 3] : undefined, points: false, gaps: true}));
}

/** At the right end of a marked line. */
function diamonds(u, series) {
  const c = u.ctx, ratio = devicePixelRatio;
  series.forEach((one, i) => {
    if (!one.label.includes('◆')) return;
    const values = u.data[i + 1], last = values.length - 1;
    const x = u.valToPos(u.data[0][last], 'x', true), y = u.valToPos(values[last], 'y', true);
    if (x > u.bbox.left + u.bbox.width + 1 || !known(values[last])) return;
    c.save();
    c.fillStyle = css('--alarm');
    c.font = `${13 * ratio}px ${css('--font')}`;
    c.textAlign = 'right';
    c.textBaseline = 'middle';
    c.fillText('◆', x + 5 * ratio, y);
    c.restore();
  });
}

function gradientPlot(parent, name, data, round, range) {
  const box = slot(parent, name, () => el('div', {class: 'half'}));
  slot(box, 'title', () => el('p', {class: 'sub'})).textContent = roundTitle(round);
  const series = gradientLines(data, round, range[0]), x = Array.from({length: length(round)}, (_, i) => i);
  const draw = u => {
    diamonds(u, series);
    if (known(data.threshold)) across(u, data.threshold, `threshold ${short(data.threshold)}`);
  };
  chart(plot(box), {x, xLabel: 'iteration', xFormat: v => Number.isInteger(v) ? String(v) : '', series, log: true, range, height: 340,
    legend: false, near: true, sync: 'gradient', key: data.threshold, zero: round.values.some(row => row.includes(0)), draw});
}

function depthLegend(data) {
  const n = data.layers.length, bar = Array.from({length: 11}, (_, i) => depthColour(i / 10)).join(',');
  return [el('span', {}, 'bottom: ' + data.layers[0]), el('i', {style: `background:linear-gradient(90deg,${bar})`}),
    el('span', {}, 'top: ' + data.layers[n - 1]),
    data.marks.length ? el('span', {class: 'mark'}, el('b', {}, '◆'), ' a head hangs here') : ''];
}

function gradientHeat(parent, name, data, round, range) {
  const box = slot(parent, name, () => el('div', {class: 'half'})), n = data.layers.length, at = row => n - 1 - row;
  slot(box, 'title', () => el('p', {class: 'sub'})).textContent = roundTitle(round);
  const low = Math.log10(range[0]), high = Math.log10(range[1]), share = v => (Math.log10(v) - low) / (high - low);
  const marks = new Map(data.marks.filter(mark => mark.layer)
    .map(mark => [n - 1 - data.layers.indexOf(mark.layer), 'head at ' + mark.tap]));
  const value = (row, column) => round.values[at(row)][column], below = v => known(data.threshold) && v < data.threshold;
  const text = (row, column) => `${data.layers[at(row)]}, iteration ${column}: ${short(value(row, column))}`
    + (marks.has(row) ? ', ' + marks.get(row) : '') + (below(value(row, column)) ? ' (below the threshold)' : '');
  heat(slot(box, 'map', () => el('div')), {
    rows: data.layers.map((_, row) => data.layers[at(row)] + (isDead(round, at(row)) ? ' †' : '')), columns: length(round),
    value, text, marks, label: 'gradient of every layer at every iteration', colour: v => v > 0 ? viridis(share(v)) : css('--zero'),
    ticks: ticks(length(round), String), xLabel: 'iteration',
    scale: {colour: viridis, low: raised(Math.round(low)), high: raised(Math.round(high)),
      mark: known(data.threshold) ? share(data.threshold) : null, marked: 'threshold'}});
}

function costs(data) {
  const names = ['tap', 'head', 'parameters', 'MACs', 'of the body\'s', 'memory a batch', 'of a step\'s time, measured'];
  return table(names, data.cost.map(row => [row.tap, row.head, count(row.parameters), big(row.macs), percent(row.share),
    big(row.memory) + 'B', percent(row.measured)]));
}

function drawGradient(section, all) {
  const data = all.gradient;
  if (!data?.before || !data.layers.length) return false;
  const rounds = [data.before, data.after].filter(Boolean), range = decades(rounds, data.threshold);
  const dead = rounds.some(round => data.layers.some((_, i) => isDead(round, i)));
  const scaled = `batches of ${data.batch}` + (data.batch === data.reference_batch ? '' : `, scaled to ${data.reference_batch}`);
  const note = `at its activation, by iteration; ${scaled}`, both = rounds.length > 1;
  const lines = figure(section, 'gradient', 'Mean |gradient| of every convolution', note, both);
  lines.dataset.series = data.layers.length;
  const pair = slot(lines, 'pair', () => el('div', {class: 'pair'}));
  gradientPlot(pair, 'before', data, data.before, range);
  if (data.after) gradientPlot(pair, 'after', data, data.after, range);
  slot(lines, 'depth', () => el('div', {class: 'scale depth'})).replaceChildren(...depthLegend(data));
  const below = 'bottom layer below' + (dead ? '; †: dead, nothing comes through its ReLU' : '');
  const maps = figure(section, 'gradient-heat', 'The same as a map', below, both);
  maps.dataset.series = data.layers.length;
  const second = slot(maps, 'pair', () => el('div', {class: 'pair'}));
  gradientHeat(second, 'before', data, data.before, range);
  if (data.after) gradientHeat(second, 'after', data, data.after, range);
  const words = slot(section, 'words', () => el('div', {class: 'wide', id: 'placement'}));
  words.replaceChildren(el('h3', {}, data.taps?.length ? upper(heads({heads: data.taps})) : 'No head is placed'),
    el('p', {class: 'small'}, 'Rule: ', data.rule ?? 'none'),
    el('ul', {}, ...(data.because ?? []).map(reason => el('li', {}, reason))), data.cost?.length ? costs(data) : '');
  return true;
}
