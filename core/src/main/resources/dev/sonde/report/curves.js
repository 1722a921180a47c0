// What changes over a run: loss, weights of the heads, accuracy, learning rate, speed.

function curvesData(data) {
  const {steps, parts} = data;
  return {steps, parts, span: steps ? Math.max(1, Math.round(steps.x.length / 40)) : 1};
}

const plot = parent => slot(parent, 'plot', () => el('div'));
const partName = (part, i) => i ? 'head ' + part : 'main';

/** How the curves came to be what they are. */
function drawThinning(section, data) {
  const parts = [];
  const {steps, span} = curvesData(data);
  if (steps?.width > 1) parts.push(`Each point is the mean of ${count(steps.width)} steps; the shade spans their lowest and highest.`);
  if (span > 1) parts.push(`Bold lines of the loss are moving averages over about ${count(span * steps.width)} steps.`);
  if (steps?.leaps.length) parts.push('▼ marks a leap of the loss.');
  slot(section, 'thinning', () => el('p', {class: 'small wide'})).replaceChildren(parts.join(' ') + ' ',
    el('span', {class: 'drag'}, 'Drag over a chart to zoom in, double-click to see it whole.'));
  return false;
}

/** Faint as measured, bold as smoothed, the spread of thinned points as a shade. */
function lossLines(name, colour, values, span, low, high) {
  const lines = [{label: name, values: smooth(values, span), colour, width: 2, points: values.length === 1}];
  if (span > 1) lines.push({label: name + ' (raw)', values, colour: colour + '55', width: 1, points: false, quiet: true});
  if (low) {
    lines.push({label: name + ' (highest)', values: high, colour: 'transparent', width: 0, points: false, quiet: true},
      {label: name + ' (lowest)', values: low, colour: 'transparent', width: 0, points: false, quiet: true});
  }
  return lines;
}

function bands(series) {
  return series.flatMap((one, i) => one.label.endsWith('(highest)') ? [{series: [i + 1, i + 2], fill: series[i].shade}] : []);
}

/** At the top of the plot, over each step at which the loss leapt. */
function leaps(u, steps) {
  const c = u.ctx, ratio = devicePixelRatio, {left, width: wide, top} = u.bbox;
  c.save();
  c.fillStyle = css('--alarm');
  c.font = `${12 * ratio}px ${css('--font')}`;
  c.textAlign = 'center';
  c.textBaseline = 'top';
  steps.map(step => u.valToPos(step, 'x', true)).filter(x => x >= left && x <= left + wide).forEach(x => c.fillText('▼', x, top + 2 * ratio));
  c.restore();
}

function drawLoss(section, data) {
  if (!data.steps) return false;
  const {steps, parts, span} = curvesData(data), present = parts.filter(part => steps.parts[part]);
  const before = present.flatMap(part => {
    const i = parts.indexOf(part), colour = partColour(i), one = steps.parts[part];
    return lossLines(partName(part, i), colour, one.loss, span, one.low, one.high).map(line => ({...line, shade: colour + '1c'}));
  });
  const first = figure(section, 'loss', 'Loss of each part', 'before weighting');
  first.dataset.series = present.length;
  chart(plot(first), {x: steps.x, xLabel: 'step', series: before, bands: bands(before), draw: u => leaps(u, steps.leaps)});
  if (present.length > 1) weighted(section, data, present);
  return true;
}

function weighted(section, data, present) {
  const {steps, parts, span} = curvesData(data);
  const after = lossLines('total', css('--ink'), steps.total.mean, span, steps.total.low, steps.total.high)
    .map(line => ({...line, shade: css('--ink') + '18'}));
  present.forEach(part => {
    const i = parts.indexOf(part);
    after.push({label: partName(part, i), values: smooth(steps.parts[part].weighted, span), colour: partColour(i), points: false});
  });
  const second = figure(section, 'loss-weighted', 'What is minimised', 'each part times its weight, and their sum');
  second.dataset.series = present.length + 1;
  chart(plot(second), {x: steps.x, xLabel: 'step', series: after, bands: bands(after), draw: u => leaps(u, steps.leaps)});
}

function drawAlpha(section, data) {
  const heads = data.steps ? data.parts.slice(1).filter(part => data.steps.parts[part]) : [];
  if (!heads.length) return false;
  const made = figure(section, 'alpha', 'Weight of each head', 'αt, its share of the joint loss');
  made.dataset.series = heads.length;
  // the first is the widest, so that equal ones are seen below each other
  const series = heads.map((part, i) => ({label: partName(part, 1), values: data.steps.parts[part].weight, points: false,
    colour: partColour(data.parts.indexOf(part)), width: Math.min(7, 2 + 2 * (heads.length - 1 - i))}));
  chart(plot(made), {x: data.steps.x, xLabel: 'step', series});
  return true;
}

/** A line for each part that has values. */
function partLines({parts}, values) {
  return parts.filter(part => values[part]?.some(known)).map(part => ({label: partName(part, parts.indexOf(part)), values: values[part],
    colour: partColour(parts.indexOf(part)), width: part === 'main' ? 2.5 : 1.75}));
}

function drawAccuracy(section, data) {
  if (!data.epochs) return false;
  const {epochs} = data;
  if (epochs.iou) {
    const iou = figure(section, 'iou', 'Mean IoU on the test set', 'intersection over union after each epoch, mean over the classes that occur');
    const lines = partLines(data, epochs.iou);
    iou.dataset.series = lines.length;
    chart(plot(iou), {x: epochs.x, xLabel: 'epoch', series: lines, format: v => percent(v), axisFormat: axisPercent});
  }
  const series = partLines(data, epochs.accuracy);
  if (epochs.training.some(known)) {
    series.push({label: 'main, training', values: epochs.training, colour: partColour(0) + 'b0', dash: [4, 4], width: 1.25, points: false});
  }
  const made = figure(section, 'accuracy', epochs.iou ? 'Pixel accuracy on the test set' : 'Accuracy on the test set',
    'after each epoch; dashed: mean over its training batches');
  made.dataset.series = series.length;
  chart(plot(made), {x: epochs.x, xLabel: 'epoch', series, format: v => percent(v), axisFormat: axisPercent});
  return true;
}

function drawRate(section, data) {
  if (!data.steps) return false;
  const made = figure(section, 'rate', 'Learning rate', 'of the body');
  made.dataset.series = 1;
  const series = [{label: 'rate', values: data.steps.rate, colour: partColour(0), points: false}];
  chart(plot(made), {x: data.steps.x, xLabel: 'step', series});
  return true;
}

function drawThroughput(section, data) {
  if (!data.speed) return false;
  const {speed} = data, made = figure(section, 'throughput', 'Throughput', 'images a second, and the share of time spent waiting for data');
  made.dataset.series = 2;
  chart(plot(made), {x: speed.x, xLabel: 'epoch', range: [0, Math.max(...speed.images.filter(known), 1) * 1.1],
    right: {range: [0, 1], format: v => percent(v, 0)},
    series: [{label: 'images/s', values: speed.images, colour: partColour(0)},
      {label: 'waiting', values: speed.wait, colour: partColour(1), dash: [4, 4], right: true, format: v => percent(v)}]});
  return true;
}
