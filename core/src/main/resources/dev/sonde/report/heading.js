// The top: what was trained, how it went, and the numbers that count.

const STATES = {waiting: 'has not begun', running: 'running', probed: 'probed', finished: 'finished', stopped: 'stopped', failed: 'failed'};

function drawHeading(page, data) {
  const {title, state, numbers} = data;
  page.replaceChildren(
    el('p', {class: 'kind'}, 'Run ', el('b', {}, data.name)),
    el('h1', {}, title.network ?? 'No network yet', ' ', pill(state.name)),
    el('p', {class: 'lead', id: 'lead'}, lead(data)),
    state.text ? el('p', {class: 'why ' + state.name}, state.name === 'failed' ? 'Failed: ' : 'Stopped: ', state.text) : '',
    tiles(data, numbers, state),
    data.notes.length ? el('ul', {class: 'notes'}, ...data.notes.map(note => el('li', {}, note))) : '');
}

/** A page that is not served cannot know whether the run that has not ended still goes on. */
function pill(name) {
  const still = name === 'running' && !('live' in document.documentElement.dataset);
  const title = still ? 'when this page was written; the run goes on, or was killed' : null;
  return el('span', {class: 'state ' + (still ? 'open' : name), id: 'state', title}, still ? 'not ended' : STATES[name]);
}

const BEGINNINGS = {probed: 'Probed', running: 'Training'};

function lead({title, numbers, parts, state}) {
  if (state.name === 'waiting') return 'The run has not written anything yet.';
  const on = title.data ? ` on ${title.data}` : '', size = title.parameters ? `${big(title.parameters)} parameters` : '';
  const classes = title.classes ? count(title.classes) + (title.classes === 1 ? ' class' : ' classes') : '';
  const shape = [size, title.input ? `input ${title.input}` : '', classes].filter(Boolean).join(', ');
  const named = parts.length === 1 ? ', without heads' : `, with ${parts.length === 2 ? 'a head' : 'heads'} at ${sentence(parts.slice(1))}`;
  const right = numbers.dense ? `After epoch ${numbers.epoch} its mean intersection over union is ${percent(numbers.last)} on `
    + `${plural(numbers.samples, 'test image')}, and it names ${percent(numbers.pixels)} of their pixels right.`
    : `It names ${percent(numbers.last)} of ${count(numbers.samples)} test images right after epoch ${numbers.epoch}.`;
  return (BEGINNINGS[state.name] ?? 'Trained') + on + (state.name === 'probed' ? '' : named) + (shape ? ` (${shape})` : '') + '.'
    + (known(numbers.last) ? ' ' + right : '');
}

/** What runs are judged by. */
const scoreName = numbers => numbers.dense ? 'mean IoU' : 'accuracy';

function tiles(data, numbers, state) {
  const tile = (value, name, note) => el('div', {class: 'tile'}, el('dt', {}, name),
    el('dd', {}, value, note ? el('small', {}, note) : ''));
  const all = [];
  if (known(numbers.last)) {
    all.push(tile(percent(numbers.best), 'best ' + scoreName(numbers), `epoch ${numbers.bestEpoch}`),
      tile(percent(numbers.last), 'last ' + scoreName(numbers), `epoch ${numbers.epoch}`),
      numbers.dense ? tile(percent(numbers.pixels), 'last pixel accuracy', `loss ${short(numbers.loss)}`)
        : tile(percent(1 - numbers.last), 'last error', `loss ${short(numbers.loss)}`));
  }
  if (numbers.steps) {
    const planned = numbers.steps < numbers.planned ? `of ${count(numbers.planned)}` : '';
    all.push(tile(count(numbers.steps), numbers.steps === 1 ? 'step' : 'steps', planned));
    const epochs = numbers.over ?? 0;
    all.push(tile(String(epochs), epochs === 1 ? 'epoch' : 'epochs', epochs < numbers.epochs ? `of ${numbers.epochs}` : ''));
  }
  if (data.speed?.seconds) all.push(tile(time(data.speed.seconds), 'duration', 'about'));
  return el('dl', {class: 'tiles', id: 'numbers'}, ...all);
}
