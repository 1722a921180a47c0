// Heat maps on a canvas: rows with names, columns with a scale, a legend, and a word for each cell under the pointer.

const heats = new Set();

/**
 * Draws into `holder`. spec: rows [name], columns (number), value (row, column), colour (value), text (row, column), ticks [{at, text}],
 * xLabel,
 * scale {colour, low, high, mark (share), marked}, marks Map(row → text), square, names (false: none), columnNames, inside (row, column)
 */
function heat(holder, spec) {
  holder.spec = spec;
  holder.dataset.series = spec.rows.length;
  holder.classList.add('heat');
  const canvas = slot(holder, 'canvas', () => el('canvas', {role: 'img'}));
  canvas.setAttribute('aria-label', spec.label);
  const tip = slot(holder, 'tip', () => el('div', {class: 'tip', hidden: true}));
  legend(slot(holder, 'legend', () => el('div', {class: 'scale'})), spec.scale);
  if (!heats.has(holder)) {
    heats.add(holder);
    canvas.addEventListener('pointermove', event => point(holder, canvas, tip, event));
    canvas.addEventListener('pointerleave', () => { tip.hidden = true; });
    new ResizeObserver(() => paint(holder, canvas)).observe(holder);
  }
  holder.painted = null;
  paint(holder, canvas);
}

function legend(box, scale) {
  const bar = Array.from({length: 11}, (_, i) => scale.colour(i / 10)).join(',');
  const mark = known(scale.mark) ? el('b', {style: `left:${100 * scale.mark}%`}) : '';
  box.replaceChildren(el('span', {}, scale.low), el('i', {style: `background:linear-gradient(90deg,${bar})`}, mark),
    el('span', {}, scale.high),
    mark ? el('span', {class: 'mark'}, el('b', {}), scale.marked) : '');
}

/** Where the cells stand for the width at hand. */
function places(spec, wide, context) {
  const names = Math.min(150, Math.max(...spec.rows.map(name => context.measureText(name).width)));
  const left = spec.names === false ? 2 : names + 8, right = Math.max(spec.marks?.size ? 16 : 2, slant(spec, context)), top = spec.columnNames ? 10 + 0.75 * names : 2;
  let columnWidth = (wide - left - right) / spec.columns, rowHeight = Math.max(5, Math.min(18, 260 / spec.rows.length));
  if (spec.square) columnWidth = rowHeight = Math.min(columnWidth, 46, 760 / spec.columns);
  return {left, top, columnWidth, rowHeight, height: top + spec.rows.length * rowHeight + (spec.ticks?.length ? 34 : 4)};
}

/** What the last slanted name needs beside the map. */
const slant = (spec, context) => spec.columnNames?.length ? 0.71 * Math.min(150, context.measureText(spec.columnNames[spec.columns - 1]).width) - 6 : 0;

function paint(holder, canvas) {
  const spec = holder.spec, wide = width(holder), ratio = window.devicePixelRatio || 1, c = canvas.getContext('2d');
  if (holder.painted === wide) return;
  holder.painted = wide;
  c.font = '11px ' + css('--font');
  const at = holder.places = places(spec, wide, c);
  canvas.width = wide * ratio;
  canvas.height = at.height * ratio;
  canvas.style.width = wide + 'px';
  canvas.style.height = at.height + 'px';
  c.scale(ratio, ratio);
  c.font = '11px ' + css('--font');
  cells(c, spec, at);
  words(c, spec, at);
  columns(c, spec, at);
}

function cells(c, spec, at) {
  const gap = Math.min(at.columnWidth, at.rowHeight) > 8 && spec.columns <= 40 ? 1 : 0;
  for (let row = 0; row < spec.rows.length; row++) {
    for (let column = 0; column < spec.columns; column++) {
      const x = at.left + column * at.columnWidth, y = at.top + row * at.rowHeight, value = spec.value(row, column);
      if (!known(value)) continue;
      c.fillStyle = spec.colour(value);
      c.fillRect(x, y, at.columnWidth - gap + (gap ? 0 : 0.5), at.rowHeight - gap + (gap ? 0 : 0.5));
    }
  }
}

function words(c, spec, at) {
  const every = Math.ceil(11 / at.rowHeight);
  c.fillStyle = css('--quiet');
  c.textBaseline = 'middle';
  c.textAlign = 'right';
  spec.rows.forEach((name, row) => {
    if (spec.names !== false && row % every === 0) c.fillText(name, at.left - 6, at.top + (row + 0.5) * at.rowHeight, 150);
  });
  c.textAlign = 'center';
  spec.ticks?.forEach(tick => c.fillText(tick.text, at.left + tick.at * at.columnWidth, at.top + spec.rows.length * at.rowHeight + 10));
  if (spec.xLabel) c.fillText(spec.xLabel, at.left + spec.columns * at.columnWidth / 2, at.top + spec.rows.length * at.rowHeight + 26);
  c.fillStyle = css('--alarm');
  c.textAlign = 'left';
  spec.marks?.forEach((text, row) => c.fillText('◆', at.left + spec.columns * at.columnWidth + 3, at.top + (row + 0.5) * at.rowHeight));
}

/** Names of columns, slanted above them, and words in the cells where they fit. */
function columns(c, spec, at) {
  c.fillStyle = css('--quiet');
  c.textAlign = 'left';
  spec.columnNames?.forEach((name, column) => {
    c.save();
    c.translate(at.left + (column + 0.5) * at.columnWidth, at.top - 5);
    c.rotate(-Math.PI / 4);
    c.fillText(name, 0, 0, 150);
    c.restore();
  });
  if (!spec.inside || at.columnWidth < 24) return;
  c.textAlign = 'center';
  for (let row = 0; row < spec.rows.length; row++) {
    for (let column = 0; column < spec.columns; column++) {
      const {text, strong} = spec.inside(row, column);
      c.fillStyle = strong ? css('--paper') : css('--ink');
      c.fillText(text, at.left + (column + 0.5) * at.columnWidth - 0.5, at.top + (row + 0.5) * at.rowHeight);
    }
  }
}

function point(holder, canvas, tip, event) {
  const {spec, places: at} = holder, box = canvas.getBoundingClientRect();
  const column = Math.floor((event.clientX - box.left - at.left) / at.columnWidth),
    row = Math.floor((event.clientY - box.top - at.top) / at.rowHeight);
  tip.hidden = !(row >= 0 && row < spec.rows.length && column >= 0 && column < spec.columns);
  if (!tip.hidden) {
    tip.textContent = spec.text(row, column);
    tip.style.left = Math.max(0, Math.min(event.clientX - box.left + 12, holder.clientWidth - tip.offsetWidth - 4)) + 'px';
    tip.style.top = event.clientY - box.top + 16 + 'px';
  }
}

/** About five evenly spaced columns with what stands under them. */
function ticks(columns, text) {
  const step = Math.max(1, Math.ceil(columns / 5));
  return Array.from({length: Math.ceil(columns / step)}, (_, i) => ({at: i * step + 0.5, text: text(i * step)}));
}
