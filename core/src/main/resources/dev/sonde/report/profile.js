// The profile of a trained step: how much gradient each layer gets from everything together, and from the main loss alone.

/** Index of the first and of the last record in which anything was measured. */
function ends(diagnosis) {
  const there = diagnosis.x.map((_, t) => diagnosis.layers.some((_, i) => known(diagnosis.joint[i][t])));
  return [there.indexOf(true), there.lastIndexOf(true)];
}

function profileAt(parent, name, diagnosis, t, range) {
  const box = slot(parent, name, () => el('div', {class: 'half'}));
  slot(box, 'title', () => el('p', {class: 'sub'})).textContent = `At step ${count(Math.round(diagnosis.x[t]))}`;
  const row = values => diagnosis.layers.map((_, i) => known(values[i][t]) ? Math.max(values[i][t], range[0]) : null);
  const turned = diagnosis.layers.length > 8;
  chart(plot(box), {x: diagnosis.layers.map((_, i) => i), xLabel: 'layer', xFormat: v => diagnosis.layers[v] ?? '', log: true, range,
    height: turned ? 300 : 260, room: turned ? 34 : 20,
    xAxis: {rotate: turned ? -60 : 0, space: turned ? 16 : 40, incrs: [1, 2, 5, 10], size: turned ? 64 : 26}, series: [
      {label: 'with the heads', values: row(diagnosis.joint), colour: partColour(1), width: 2, points: true},
      {label: 'main loss alone', values: row(diagnosis.main), colour: partColour(0), dash: [5, 4], points: true}]});
}

function drawProfile(section, diagnosis) {
  const [first, last] = ends(diagnosis);
  if (first < 0) return;
  const range = decades([{values: diagnosis.joint}, {values: diagnosis.main}], null);
  const made = figure(section, 'diagnosis-profile', 'With the heads and without',
    'mean |gradient| at each layer, of the joint loss and of the main loss alone in the same step', last > first);
  made.dataset.series = 2;
  const pair = slot(made, 'pair', () => el('div', {class: 'pair'}));
  profileAt(pair, 'first', diagnosis, first, range);
  if (last > first) profileAt(pair, 'last', diagnosis, last, range);
}
