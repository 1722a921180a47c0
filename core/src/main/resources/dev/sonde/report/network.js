// The network's drawing, made in Java, and what its heads cost.

/** Parsed as XML: markup that is not whole does not get in. */
function drawn(text) {
  const parsed = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  return parsed.nodeName === 'svg' ? document.importNode(parsed, true) : el('p', {}, 'The drawing cannot be shown.');
}

function drawNetwork(section, data) {
  if (!data.network) return false;
  const {pieces, heads, body} = data.network;
  const made = figure(section, 'network', data.title.network ?? 'The network',
    `${big(body.parameters)} parameters, ${big(body.macs)} MACs per image`
    + (heads ? `; ${plural(heads.length, 'head')} in training only` : ''), true);
  made.dataset.series = pieces.length;
  slot(made, 'pieces', () => el('div', {class: 'pieces'})).replaceChildren(...pieces.map(drawn));
  if (heads) {
    slot(made, 'heads', () => el('div')).replaceChildren(table(['tap', 'head', 'weight', 'loss', 'parameters', 'MACs', 'of the body'],
      heads.map(row => [row.tap, row.head, row.weight, row.loss, count(row.parameters), big(row.macs), percent(row.share)])));
  }
  return true;
}
