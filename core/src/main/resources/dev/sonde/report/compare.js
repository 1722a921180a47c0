// Several runs over each other.

function drawComparisonHeading(page, data) {
  page.replaceChildren(el('p', {class: 'kind'}, 'Comparison'), el('h1', {}, `${data.runs.length} runs`),
    el('p', {class: 'lead', id: 'lead'}, sentence(data.runs.map(run => run.name)) + '.'),
    el('ul', {class: 'notes'}, ...data.runs.flatMap(run => run.notes.map(note => el('li', {}, `${run.name}: ${note}`)))));
}

const runColour = (data, run) => partColour(data.runs.indexOf(run));
const headsOf = run => run.parts.slice(1);

function drawVerdicts(section, data) {
  const made = figure(section, 'runs', 'What came out', '', true);
  const kinds = new Set(data.runs.filter(run => known(run.numbers.last)).map(run => scoreName(run.numbers)));
  const score = kinds.size === 1 ? [...kinds][0] : kinds.size ? 'accuracy or mean IoU' : 'accuracy';
  const row = run => [run.name, run.title.network ?? '–', headsOf(run).join(', ') || 'none', run.state.name, percent(run.numbers.best),
    percent(run.numbers.last), count(run.numbers.steps)];
  slot(made, 'table', () => el('div')).replaceChildren(
    table(['run', 'network', 'heads', 'state', 'best ' + score, 'last ' + score, 'steps'], data.runs.map(row)));
  if (data.differing.length) {
    const keys = figure(section, 'differing', 'Where the recipes differ', 'keys that are the same in all are left out', true);
    const values = data.differing.map(key => [key, ...data.runs.map(run => run.differing[key] ?? '–')]);
    slot(keys, 'table', () => el('div')).replaceChildren(table(['key', ...data.runs.map(run => run.name)], values));
  } else {
    slot(section, 'same', () => el('p', {class: 'wide'}, 'The recipes are the same in every key.'));
  }
  return true;
}

/** Lines with x of their own, on one x for all. lines: [{x, label, values, …}] */
function overlay(section, id, title, note, lines, spec) {
  if (!lines.length) return;
  const joined = uPlot.join(lines.map(line => [line.x, line.values]));
  const made = figure(section, id, title, note);
  made.dataset.series = lines.length;
  const series = lines.map((line, i) => ({...line, values: joined[i + 1], gaps: true, points: line.x.length < 30}));
  chart(plot(made), {x: joined[0], series, ...spec});
}

const DASHES = [[], [6, 3], [2, 3], [8, 3, 2, 3]];

/** A line for each head; the colour is the run's. */
const headLines = (run, values) => headsOf(run).map((head, i) => ({x: run.epochs.x, values: values[head], label: `${run.name}: ${head}`,
  dash: DASHES[i % DASHES.length]}));

function drawOverlays(section, data) {
  const named = (run, line) => ({colour: runColour(data, run), label: run.name, ...line});
  const lines = (has, make) => data.runs.filter(has).flatMap(run => [make(run)].flat().map(line => named(run, line)));
  const smoothed = run => smooth(run.steps.parts.main.loss, Math.max(1, Math.round(run.steps.x.length / 40)));
  const shares = {xLabel: 'epoch', format: v => percent(v), axisFormat: axisPercent};
  overlay(section, 'iou', 'Mean IoU on the test set', 'intersection over union, main classifier',
    lines(run => run.epochs?.iou, run => ({x: run.epochs.x, values: run.epochs.iou.main})), shares);
  overlay(section, 'accuracy', 'Accuracy on the test set', data.runs.some(run => run.numbers.dense) ? 'main classifier, of pixels' : 'main classifier',
    lines(run => run.epochs, run => ({x: run.epochs.x, values: run.epochs.accuracy.main})), shares);
  overlay(section, 'loss', 'Main loss', 'before weighting, moving average',
    lines(run => run.steps, run => ({x: run.steps.x, values: smoothed(run)})), {xLabel: 'step'});
  overlay(section, 'heads-iou', 'Mean IoU of the heads', '',
    lines(run => run.epochs?.iou && headsOf(run).length, run => headLines(run, run.epochs.iou)), shares);
  overlay(section, 'heads', 'Accuracy of the heads', '',
    lines(run => run.epochs && headsOf(run).length, run => headLines(run, run.epochs.accuracy)), shares);
  overlay(section, 'rate', 'Learning rate', '',
    lines(run => run.steps, run => ({x: run.steps.x, values: run.steps.rate})), {xLabel: 'step'});
  overlay(section, 'throughput', 'Throughput', 'images a second while training',
    lines(run => run.speed, run => ({x: run.speed.x, values: run.speed.images})), {xLabel: 'epoch'});
  return true;
}
