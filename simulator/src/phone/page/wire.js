// What went over the wire, the newest first.

import { $, icon, make, sync } from './dom.js';
import { state } from './state.js';
import { seconds } from './text.js';

/** Of which kind; empty: of all. */
let kind = '';

const ARROWS = { webhook: 'M5 12h14M13 6l6 6-6 6', graph: 'M19 12H5M11 6l-6 6 6 6', llm: 'M12 4v4M12 16v4M4 12h4M16 12h4M7 7l2 2M15 15l2 2M17 7l-2 2M9 15l-2 2' };
const MEANING = { webhook: 'To the Worker', graph: 'From the Worker', llm: 'From the Worker to the model' };

function pretty(title, value) {
  const block = make('div');
  const json = make('pre', '', JSON.stringify(value, null, 2));
  json.dir = 'ltr';
  json.tabIndex = 0;
  json.setAttribute('aria-label', title);
  block.append(make('h3', '', title), json);
  return block;
}

function drawEntry(entry) {
  const item = make('li', 'entry');
  const details = make('details');
  const summary = make('summary');
  const arrow = make('span');
  arrow.setAttribute('role', 'img');
  arrow.setAttribute('aria-label', MEANING[entry.kind]);
  arrow.title = MEANING[entry.kind];
  arrow.append(icon(ARROWS[entry.kind]));
  const name = make('span', 'name');
  name.append(make('bdi', '', entry.title));
  name.title = entry.title;
  const good = entry.status === 200;
  const tag = make('span', `tag${good ? '' : ' bad'}`, entry.status ?? 'no answer');
  const time = make('time', '', seconds.format(entry.at));
  summary.append(arrow, name, tag, time);
  details.append(summary);
  // Drawn when opened: most entries never are.
  details.addEventListener('toggle', () => {
    if (!details.open || details.childElementCount > 1) return;
    if (entry.request !== null) details.append(pretty('Request', entry.request));
    if (entry.answer !== null) details.append(pretty('Answer', entry.answer));
  });
  item.append(details);
  return item;
}

export function drawWire() {
  const entries = state.picture.wire.filter((entry) => !kind || entry.kind === kind);
  sync($('entries'), entries, (entry) => String(entry.id), drawEntry);
  $('quiet-wire').hidden = entries.length > 0;
}

export function openWire(open) {
  $('wire').classList.toggle('open', open);
  $('show-wire').setAttribute('aria-expanded', String(open));
  (open ? $('hide-wire') : $('show-wire')).focus();
}

for (const tab of document.querySelectorAll('.tabs button')) {
  tab.addEventListener('click', () => {
    kind = tab.dataset.kind;
    for (const other of document.querySelectorAll('.tabs button')) other.setAttribute('aria-pressed', String(other === tab));
    if (state.picture) drawWire();
  });
}
$('show-wire').addEventListener('click', () => openWire(true));
$('hide-wire').addEventListener('click', () => openWire(false));
