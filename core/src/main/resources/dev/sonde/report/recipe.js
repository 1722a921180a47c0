// What was meant, and where it ran.

function drawRecipe(section, data) {
  if (!data.recipe && !data.environment) return false;
  if (data.recipe) {
    const made = figure(section, 'recipe', 'recipe.yaml', 'repeats this run');
    slot(made, 'text', () => el('pre', {tabindex: 0})).textContent = data.recipe;
  }
  if (data.environment) {
    const made = figure(section, 'environment', 'environment', 'what it ran on');
    slot(made, 'list', () => el('dl', {class: 'list'})).replaceChildren(...Object.entries(data.environment)
      .flatMap(([key, value]) => [el('dt', {}, key), el('dd', {}, String(value))]));
  }
  return true;
}
