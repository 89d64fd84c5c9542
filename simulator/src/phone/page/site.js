// The fourth device: the shop's own site in a browser's window, with the product's chat on it.

import { $ } from './dom.js';
import { WEBSITE, state } from './state.js';

const ARABIC = '?lang=ar&dir=rtl';
let isArabic = false;

function address() {
  return state.picture.website.page + (isArabic ? ARABIC : '');
}

function load() {
  $('frame').src = address();
  $('alone').href = address();
  $('address').textContent = location.host + address();
}

/** The page is loaded when it is first in sight, and stays as it is from then on, whatever else is looked at. */
export function drawSite() {
  const { website } = state.picture;
  $('stage').dataset.at = state.line === WEBSITE ? WEBSITE : 'phone';
  $('site').hidden = !website;
  $('visitor').hidden = state.line !== WEBSITE;
  $('people').hidden = $('add').hidden = $('about').hidden = state.line === WEBSITE;
  if (!website) return;
  $('hosted').href = website.chat;
  const isInSight = $('site').getClientRects().length > 0;
  if (isInSight && !$('frame').getAttribute('src')) load();
}

$('turn').addEventListener('click', () => {
  isArabic = !isArabic;
  $('turn').setAttribute('aria-pressed', String(isArabic));
  load();
});
$('reload').addEventListener('click', load);
