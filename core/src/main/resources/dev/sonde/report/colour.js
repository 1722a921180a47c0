// Colours: named ones come from the style sheet, which knows light, dark and paper; ramps are mixed here.

const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const dark = () => css('--dark') === '1';

/** Of a part of the loss: the main one, or the head of this number. */
const partColour = index => css('--c' + (index <= 9 ? index : 1 + (index - 1) % 9));

const VIRIDIS = ['#440154', '#482878', '#3e4989', '#31688e', '#26828e', '#1f9e89', '#35b779', '#6ece58', '#b5de2b', '#fde725'];
const COSINE = () => [css('--against'), css('--neither'), css('--along')];
const channels = colour => [1, 3, 5].map(i => parseInt(colour.slice(i, i + 2), 16));

/** The colour at `share` in [0, 1] of evenly spaced stops. */
function mixed(stops, share) {
  const place = Math.min(1, Math.max(0, share)) * (stops.length - 1), at = Math.min(stops.length - 2, Math.floor(place));
  const from = channels(stops[at]), to = channels(stops[at + 1]);
  return 'rgb(' + from.map((value, i) => Math.round(value + (to[i] - value) * (place - at))).join(',') + ')';
}

/** Of a layer, from the bottom (0) to the top (1): the part of the ramp that can be told from the page. */
const depthColour = share => mixed(VIRIDIS, dark() ? 0.22 + 0.78 * share : 0.88 * share);
const amountColour = share => mixed([css('--none'), css('--some'), css('--much')], share);
const signColour = value => mixed(COSINE(), (value + 1) / 2);
const viridis = share => mixed(VIRIDIS, share);
