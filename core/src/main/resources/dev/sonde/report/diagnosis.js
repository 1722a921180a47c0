// Who moves which layer, and whether main classifier and heads pull the same way.

/** Mean over the last quarter of the records. */
const late = row => mean(row.slice(Math.floor(row.length * 0.75)).filter(known)) ?? mean(row.filter(known));

function shares(section, data) {
  const {layers, parts, share} = data;
  const made = figure(section, 'diagnosis', 'Whose gradient each layer follows',
    'share of the norms, mean of the last quarter of the run; bottom layer below');
  made.dataset.series = parts.length;
  const key = parts.map((part, i) => el('span', {}, el('i', {style: `background:${partColour(i)}`}), partName(part, i)));
  slot(made, 'key', () => el('p', {class: 'key'})).replaceChildren(...key);
  const piece = (layer, part, share) => el('i', {style: `width:${100 * share}%;background:${partColour(part)}`,
    title: `${layer}: ${percent(share)} from ${partName(parts[part], part)}`});
  const rows = layers.map((layer, i) => {
    const values = parts.map(part => late(share[part][i]) ?? 0), sum = values.reduce((a, b) => a + b, 0) || 1;
    const pieces = values.map((value, part) => value > 0 ? piece(layer, part, value / sum) : '');
    return el('div', {class: 'bar'}, el('span', {class: 'name'}, layer), el('div', {}, ...pieces));
  });
  slot(made, 'bars', () => el('div', {class: 'bars'})).replaceChildren(...rows.reverse());
}

function overTime(parent, name, title, data, rows, spec) {
  const present = data.layers.map((_, i) => i).filter(i => rows[i].some(known)).reverse();
  if (!present.length) return;
  const box = slot(parent, name, () => el('div', {class: 'half'}));
  slot(box, 'title', () => el('p', {class: 'sub'})).textContent = title;
  heat(slot(box, 'map', () => el('div')), {rows: present.map(i => data.layers[i]), columns: data.x.length, label: title,
    value: (row, t) => rows[present[row]][t],
    text: (row, t) => `${data.layers[present[row]]}, step ${count(Math.round(data.x[t]))}: ${spec.text(rows[present[row]][t])}`,
    ticks: ticks(data.x.length, t => count(Math.round(data.x[t]))), xLabel: 'step', ...spec});
}

function fights(section, data, heads) {
  const made = figure(section, 'diagnosis-cosine', 'Do they pull the same way?',
    'cosine between the main gradient and the head\'s, layer by layer over time', true);
  made.dataset.series = heads.length;
  const pair = slot(made, 'pair', () => el('div', {class: 'pair'}));
  heads.forEach(head => overTime(pair, head, 'head ' + head, data, data.cosine[head], {colour: signColour,
    text: v => known(v) ? short(v) + (v < 0 ? ', against each other' : '') : '–',
      scale: {colour: share => signColour(2 * share - 1), low: '−1 against', high: '1 along'}}));
  const against = heads.flatMap(head => data.layers.map((layer, i) => ({head, layer, value: late(data.cosine[head][i])})))
    .filter(one => known(one.value) && one.value < 0);
  const worst = against.sort((a, b) => a.value - b.value).slice(0, 3)
    .map(one => `head ${one.head} in ${one.layer} (${one.value.toFixed(2)})`);
  slot(made, 'verdict', () => el('p', {class: 'small'})).textContent = against.length
    ? `In the last quarter heads pull against the main classifier in ${plural(against.length, 'place')}; most: ${sentence(worst)}.`
    : 'In the last quarter no head pulls against the main classifier in any layer.';
}

function drawDiagnosis(section, all) {
  const data = all.diagnosis;
  if (!data) return false;
  const heads = data.parts.slice(1).filter(head => data.share[head].some(row => row.some(known)));
  shares(section, data);
  if (heads.length) {
    const made = figure(section, 'diagnosis-share', 'Share of each head over time', 'layer by layer');
    made.dataset.series = heads.length;
    const all = slot(made, 'stack', () => el('div'));
    heads.forEach(head => overTime(all, head, 'head ' + head, data, data.share[head], {colour: amountColour, text: v => percent(v),
      scale: {colour: amountColour, low: '0 %', high: '100 %'}}));
    fights(section, data, heads);
  }
  drawProfile(section, data);
  slot(section, 'width', () => el('p', {class: 'small wide'})).textContent = data.width > 1 ? `A column is the mean of ${data.width} records.` : '';
  return true;
}
