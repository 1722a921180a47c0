// Elements, numbers as people read them, and the few sums that several subjects need.

/** An element; text goes in as text, never as markup. */
function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

/** The child of `parent` called `name`; made at first, found again when the page is redrawn. */
function slot(parent, name, make) {
  for (const child of parent.children) {
    if (child.dataset.slot === name) return child;
  }
  const made = make();
  made.dataset.slot = name;
  parent.append(made);
  return made;
}

/** A figure with its caption: what it shows, and a quieter second part. */
function figure(parent, id, title, note, wide) {
  const made = slot(parent, id, () => el('figure', {id, class: wide ? 'wide' : null}));
  const caption = slot(made, 'caption', () => el('figcaption'));
  caption.replaceChildren(el('strong', {}, title), el('span', {class: 'note'}, note));
  return made;
}

const NUMBER = /^[-+.,\d]*[–\d](e-?\d+)?( ?[%kMGTB]+)?$/;

/** Columns of numbers stand to the right. */
function table(heads, rows, attributes = {}) {
  const numeric = heads.map((_, i) => rows.every(row => NUMBER.test(row[i])));
  const cell = (tag, value, i) => el(tag, {class: numeric[i] ? 'number' : null, scope: tag === 'th' ? 'col' : null}, value ?? '');
  return el('div', {class: 'scroll'}, el('table', attributes, el('thead', {}, el('tr', {}, ...heads.map((head, i) => cell('th', head, i)))),
    el('tbody', {}, ...rows.map(row => el('tr', {}, ...row.map((value, i) => cell('td', value, i)))))));
}

const known = value => value !== null && value !== undefined && Number.isFinite(value);
const percent = (value, digits = 1) => known(value) ? (100 * value).toFixed(digits) + ' %' : '–';
/** For an axis: at most two digits behind the point, and no zeros at the end. */
const axisPercent = value => Number((100 * value).toFixed(2)) + ' %';
const count = value => known(value) ? value.toLocaleString('en') : '–';
const plural = (number, word) => count(number) + ' ' + word + (number === 1 ? '' : 's');

/** Four digits, or two and an exponent where that is shorter. */
function short(value) {
  if (!known(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return Number(value.toPrecision(3)).toExponential().replace('e+', 'e');
  return String(Number(value.toPrecision(4)));
}

/** 12.3 M */
function big(value) {
  let unit = 0;
  for (; value >= 1000 && unit < 4; unit++) value /= 1000;
  return (unit ? value.toPrecision(3) : String(value)) + ['', ' k', ' M', ' G', ' T'][unit];
}

function time(seconds) {
  if (!known(seconds)) return '–';
  const s = Math.round(seconds), m = Math.floor(s / 60), h = Math.floor(m / 60);
  const two = (most, unit, rest, lesser) => `${most} ${unit}` + (rest ? ` ${rest} ${lesser}` : '');
  return h ? two(h, 'h', m % 60, 'min') : m ? two(m, 'min', s % 60, 's') : `${s} s`;
}

/** 10 to this power, with the power raised. */
const raised = power => '10' + String(power).replace(/./g, digit => digit === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[digit]);

/** Exponential moving average over about `span` points, without the bias of its start. */
function smooth(values, span) {
  const keep = 1 - 1 / Math.max(1, span);
  let sum = 0, weight = 0;
  return values.map(value => {
    if (!known(value)) return null;
    sum = keep * sum + (1 - keep) * value;
    weight = keep * weight + (1 - keep);
    return weight > 0 ? sum / weight : value;
  });
}

const mean = values => values.length ? values.reduce((a, b) => a + b, 0) / values.length : null;
const sentence = names => names.length < 2 ? names.join('') : names.slice(0, -1).join(', ') + ' and ' + names[names.length - 1];
