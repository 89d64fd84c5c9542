// Which device is looked at, and who holds it.

import { stopEditing } from './act.js';
import { $, make, sync, words } from './dom.js';
import { WEBSITE, currentChat, nameOf, placeOf, state } from './state.js';
import { MARKS, clock, label, unmarked } from './text.js';

/** How many messages of each chat were looked at. */
const seen = new Map();

function initials(name) {
  const letters = name.replace(/^@/, '').trim().split(/\s+/).map((word) => [...word][0] || '');
  return letters.slice(0, 2).join('').toUpperCase();
}

function drawLine({ product, current }, choose) {
  const button = make('button', 'line', product === WEBSITE ? 'Website' : nameOf(product));
  button.type = 'button';
  button.dataset.product = product;
  button.setAttribute('aria-pressed', String(current));
  button.addEventListener('click', choose);
  return button;
}

/** One device for each line; with a single one there is nothing to choose. */
export function drawLines(choose) {
  const { picture } = state;
  const isThere = state.line === WEBSITE ? picture.website : picture.numbers.some((number) => number.id === state.line);
  if (!isThere) state.line = currentChat()?.number ?? picture.numbers[0]?.id ?? '';
  const rows = picture.numbers.map(({ id, product }) => ({ id, product })).sort((one, other) => placeOf(one.product) - placeOf(other.product));
  if (picture.website) rows.push({ id: WEBSITE, product: WEBSITE });
  for (const row of rows) row.current = row.id === state.line;
  $('lines').hidden = rows.length < 2;
  sync($('lines'), rows, (row) => row.id, (row) => drawLine(row, () => choose(row.id)));
}

function drawPerson({ chat, last, unread, current }, choose) {
  const button = make('button', 'person');
  button.type = 'button';
  button.setAttribute('aria-current', String(current));
  const avatar = make('span', 'avatar', initials(chat.name));
  avatar.setAttribute('aria-hidden', 'true');
  const who = words('span', 'who', chat.name);
  button.append(avatar, who, make('span', 'when', last ? clock.format(last.at) : ''));
  const address = chat.phone ? `+${chat.phone}` : chat.username || 'known by id only';
  button.append(words('span', 'snip', last ? label(last).replace(MARKS, unmarked) : address));
  if (unread > 0) {
    const count = make('span', 'count', unread);
    count.setAttribute('aria-label', `${unread} new`);
    button.append(count);
  }
  button.addEventListener('click', choose);
  const item = make('li');
  item.append(button);
  return item;
}

export function drawPeople(choose) {
  const rows = state.picture.chats.filter((chat) => chat.number === state.line).map((chat) => {
    const last = chat.bubbles.findLast((bubble) => bubble.kind !== 'remark');
    const current = chat.id === state.chosen;
    const theirs = chat.bubbles.filter((bubble) => !bubble.mine && bubble.kind !== 'remark').length;
    if (current || !seen.has(chat.id)) seen.set(chat.id, theirs);
    const { id, name, phone, username } = chat;
    return { chat: { id, name, phone, username }, last, unread: theirs - seen.get(chat.id), current };
  });
  sync($('people'), rows, (row) => row.chat.id, (row) => drawPerson(row, () => choose(row.chat.id)));
}

/** Another chat is on the phone from now on. */
export function turnTo(id) {
  state.drafts.set(state.chosen, $('text').value);
  stopEditing();
  state.chosen = id;
  state.line = currentChat()?.number ?? state.line;
  $('text').value = state.drafts.get(id) || '';
  $('thread').replaceChildren();
}
