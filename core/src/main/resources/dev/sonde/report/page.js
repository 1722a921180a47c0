// The whole: chapters in order, redrawn when data, colours or paper change.

const CHAPTERS = {
  run: [
    ['learning', 'Learning', [drawAccuracy, drawLoss, drawAlpha, drawRate, drawThroughput, drawThinning],
      data => [data.epochs, data.steps, data.speed]],
    ['vanishing', 'Where the gradient goes', [drawGradient], data => data.gradient],
    ['pulling', 'Who moves the layers', [drawDiagnosis], data => data.diagnosis],
    ['body', 'The network', [drawNetwork], data => data.network],
    ['classes-of', 'What it takes for what', [drawIou, drawConfusion], data => [data.evaluation, data.parts]],
    ['pictures', 'Pictures', [drawSamples], data => data.evaluation],
    ['meant', 'Recipe', [drawRecipe], data => [data.recipe, data.environment]]],
  compare: [
    ['results', 'Results', [drawVerdicts], data => data.runs],
    ['curves', 'Curves', [drawOverlays], data => data.runs]],
};

const page = document.getElementById('page');
let data = JSON.parse(document.getElementById('data').textContent);
const seen = new Map();

/** Draws what has changed, or everything. */
function draw(all) {
  const top = slot(page, 'top', () => el('header')), links = slot(page, 'links', () => el('nav', {'aria-label': 'Chapters'}));
  document.documentElement.dataset.state = data.state?.name ?? '';
  (data.kind === 'compare' ? drawComparisonHeading : drawHeading)(top, data);
  const shown = CHAPTERS[data.kind].filter(([id, title, subjects, part]) => {
    const text = JSON.stringify(part(data)), same = !all && seen.get(id) === text;
    seen.set(id, text);
    return same ? document.getElementById(id) : chapter(id, title, subjects);
  });
  links.replaceChildren(...shown.map(([id, title]) => el('a', {href: '#' + id}, title)));
}

/** A chapter with the figures it has data for; false where it has none. */
function chapter(id, title, subjects) {
  const made = document.getElementById(id) ?? el('section', {id}, el('h2', {}, title), el('div', {class: 'grid', 'data-slot': 'grid'}));
  if (!made.isConnected) page.insertBefore(made, after(id));
  const drawn = subjects.map(subject => subject(slot(made, 'grid'), data)).some(Boolean);
  if (!drawn) made.remove();
  return drawn;
}

/** The first chapter on the page that belongs behind this one; null at the end. */
function after(id) {
  const ids = CHAPTERS[data.kind].map(([other]) => other);
  return ids.slice(ids.indexOf(id) + 1).map(other => document.getElementById(other)).find(Boolean) ?? null;
}

function redraw() {
  forget();
  draw(true);
}

draw(true);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
addEventListener('beforeprint', () => print(true));
addEventListener('afterprint', () => print(false));

/** On paper everything is light, open, and as wide as a sheet. */
function print(on) {
  document.documentElement.classList.toggle('paper', on);
  paper = on ? 330 : 0;
  document.querySelectorAll('details').forEach(one => { one.open = on || one.dataset.slot !== undefined || one.open; });
  redraw();
}

/** While it is served, the page asks for news every two seconds as long as there may be any. */
async function follow() {
  try {
    const answer = await fetch('data.json', {cache: 'no-store'});
    if (answer.ok) {
      data = await answer.json();
      draw(false);
    }
    document.documentElement.classList.remove('silent');
  } catch {
    document.documentElement.classList.add('silent');
  }
  if (['running', 'waiting', 'probed'].includes(data.state.name)) setTimeout(follow, 2000);
}

if ('live' in document.documentElement.dataset) setTimeout(follow, 2000);
