// What the trained network takes for what: the confusion matrix and single pictures.

function confusion(section, data) {
  const {confusion: cells, classes} = data, n = classes.length, sums = cells.map(row => row.reduce((a, b) => a + b, 0));
  const made = figure(section, 'confusion', 'Truth and prediction',
    `a row is a true class, a column what it was taken for${data.dense ? ', in percent of its pixels' : ''}; epoch ${data.epoch + 1}`, n > 40);
  made.dataset.series = n;
  const colour = v => amountColour(Math.sqrt(v)), of = (row, column) => `${count(cells[row][column])} of ${count(sums[row])}`;
  heat(slot(made, 'map', () => el('div', {class: 'square'})), {
    rows: classes, columns: n, square: true, names: n <= 60, columnNames: n <= 30 ? classes : null,
    label: `confusion matrix of ${n} classes`, value: (row, column) => sums[row] ? cells[row][column] / sums[row] : null, colour,
    text: (row, column) => `${of(row, column)} “${classes[row]}” taken for “${classes[column]}”`,
    inside: (row, column) => ({text: inside(data, cells[row][column], sums[row]), strong: cells[row][column] > 0.45 * sums[row]}),
    scale: {colour, low: '0 %', high: '100 % of the class'}});
}

/** What stands in a cell: how many, and of pixels, which are millions, the percent. */
const inside = (data, cell, sum) => !data.dense ? cell || '' : cell > 0.005 * sum ? Math.round(100 * cell / sum) : '';

function classTable(data) {
  const rows = data.classes.map((name, i) => ({name, recall: data.recall?.[i], precision: data.precision?.[i]}));
  rows.sort((a, b) => (a.recall ?? 2) - (b.recall ?? 2));
  return el('details', {open: rows.length <= 12}, el('summary', {}, `Every class, hardest first (${rows.length})`),
    table(['class', 'recall', 'precision'], rows.map(row => [row.name, percent(row.recall), percent(row.precision)])));
}

function drawConfusion(section, all) {
  const data = all.evaluation;
  if (!data?.classes) return false;
  if (data.confusion) confusion(section, data);
  const beside = slot(section, 'classes', () => el('div', {id: 'classes'})), pairs = (data.confused ?? []).slice(0, 8);
  const heads = ['truth', 'taken for', data.dense ? 'pixels' : 'times'];
  beside.replaceChildren(pairs.length ? el('h3', {}, 'Most often confused') : '', pairs.length ? table(heads,
    pairs.map(pair => [data.classes[pair.truth], data.classes[pair.predicted], count(pair.count)])) : '', data.dense ? '' : classTable(data));
  return true;
}

function card(data, sample) {
  const right = sample.truth === sample.predicted, truth = data.classes[sample.truth], predicted = data.classes[sample.predicted];
  const picture = String(sample.picture ?? '').startsWith('data:image/')
    ? el('img', {src: sample.picture, alt: `${sample.origin}: ${truth}, taken for ${predicted}`}) : el('span', {class: 'nopicture'});
  return el('li', {class: right ? 'right' : 'wrong', title: sample.origin}, picture,
    el('b', {}, predicted), el('span', {class: 'truth'}, right ? 'right' : 'is ' + truth),
    el('span', {class: 'sure'}, el('i', {style: `width:${100 * sample.confidence}%`})),
      el('small', {}, percent(sample.confidence, sample.confidence > 0.995 ? 2 : 0)));
}

function drawSamples(section, all) {
  const data = all.evaluation;
  if (data?.dense) return drawMasks(section, all);
  if (!data?.worst && !data?.right) return false;
  const made = figure(section, 'samples', 'Surest errors first', 'what the network said, what it is, and how sure it was', true);
  made.dataset.series = (data.worst ?? []).length + (data.right ?? []).length;
  slot(made, 'worst', () => el('ul', {class: 'cards'})).replaceChildren(...(data.worst ?? []).map(sample => card(data, sample)));
  slot(made, 'none', () => el('p')).textContent = data.worst?.length ? '' : 'No errors.';
  if (data.right?.length) {
    slot(made, 'head', () => el('h3', {}, 'Right, but least sure'));
    slot(made, 'right', () => el('ul', {class: 'cards'})).replaceChildren(...data.right.map(sample => card(data, sample)));
  }
  return true;
}
