// Where pixels are named: intersection over union by class, and pictures beside what they are and what they were taken for.

const patch = (data, i) => el('i', {class: 'patch', style: /^#[0-9a-f]{6}$/.test(data.palette?.[i]) ? `background:${data.palette[i]}` : null});

function drawIou(section, all) {
  const data = all.evaluation;
  if (!data?.dense || !data.classes || !data.iou) return false;
  const heads = all.parts.slice(1).filter(tap => data.heads?.[tap]), order = data.classes.map((_, i) => i);
  order.sort((a, b) => (data.iou[b] ?? -1) - (data.iou[a] ?? -1));
  const made = figure(section, 'iou-classes', 'Intersection over union by class',
    `the easiest first; epoch ${data.epoch + 1}, mean ${percent(data.mean_iou)}, weighted by frequency ${percent(data.frequency_weighted_iou)}`, true);
  made.dataset.series = order.length;
  slot(made, 'key', () => el('div', {class: 'key'})).replaceChildren(...(heads.length ? ['main', ...heads] : []).map(part => el('span', {},
    part === 'main' ? el('i', {class: 'bare'}) : el('i', {style: `background:${partColour(all.parts.indexOf(part))}`}),
    part === 'main' ? 'bar: main' : 'mark: head ' + part)));
  slot(made, 'bars', () => el('ul', {class: 'ious'})).replaceChildren(...order.map(i => iouBar(all, data, heads, i)));
  slot(made, 'all', () => el('div')).replaceChildren(iouTable(data, heads, order));
  return true;
}

function iouBar(all, data, heads, i) {
  const iou = data.iou[i], name = data.classes[i];
  const marks = heads.filter(tap => known(data.heads[tap].iou[i])).map(tap => el('b', {title: `head ${tap}: ${percent(data.heads[tap].iou[i])}`,
    style: `left:${100 * data.heads[tap].iou[i]}%;background:${partColour(all.parts.indexOf(tap))}`}));
  const fill = patch(data, i);
  fill.style.width = 100 * (iou ?? 0) + '%';
  return el('li', {title: known(iou) ? `${name}: ${percent(iou)}` : `${name} neither occurs nor was named`}, patch(data, i), el('span', {class: 'name'}, name),
    el('span', {class: 'track'}, fill, ...marks), el('span', {class: 'number'}, percent(iou)));
}

function iouTable(data, heads, order) {
  const all = data.pixels?.reduce((a, b) => a + b, 0) ?? 0;
  const row = i => [data.classes[i], percent(all ? data.pixels[i] / all : null), percent(data.iou[i]), percent(data.recall?.[i]), percent(data.precision?.[i]),
    ...heads.map(tap => percent(data.heads[tap].iou[i]))];
  return el('details', {}, el('summary', {}, `Every class in numbers (${order.length})`),
    table(['class', 'of the pixels', 'IoU', 'recall', 'precision', ...heads.map(tap => 'IoU ' + tap)], order.map(row)));
}

const VIEWS = [['image', 'picture'], ['truth', 'truth'], ['predicted', 'prediction'], ['error', 'errors']];

function drawMasks(section, all) {
  const data = all.evaluation;
  if (!data.pictures?.length) return false;
  const made = figure(section, 'samples', 'Pictures, the worst first', 'then some spread over the set; red was named wrong, dark is not known', true);
  made.dataset.series = data.pictures.length;
  slot(made, 'masks', () => el('ul', {class: 'masks'})).replaceChildren(...data.pictures.map(sample => masks(data, sample)));
  return true;
}

function masks(data, sample) {
  const views = VIEWS.map(([key, word]) => el('div', {}, String(sample[key] ?? '').startsWith('data:image/')
    ? el('img', {src: sample[key], alt: `${sample.origin}: ${word}`, title: word}) : el('span', {class: 'nopicture'}), el('small', {}, word)));
  return el('li', {}, el('p', {class: 'sub'}, sample.origin, ' ', el('span', {class: 'truth'}, 'mean IoU ' + percent(sample.mean_iou))),
    el('div', {class: 'views'}, ...views),
    el('div', {class: 'key'}, ...(sample.present ?? []).map(i => el('span', {}, patch(data, i), data.classes[i] ?? i))));
}
