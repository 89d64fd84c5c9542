// The phone: who is on it, the chat, and how long the shop may write.

import { $, make, sync, words } from './dom.js';
import { drawMessage, drawTyping } from './message.js';
import { ask, nameOf, now, numberOf, productOf } from './state.js';
import { clock, day } from './text.js';

let atEnd = true;
let looking = false;

function rowsOf(chat) {
  const rows = [];
  let before = null;
  for (const [place, bubble] of chat.bubbles.entries()) {
    const after = chat.bubbles[place + 1];
    const last = after?.mine !== bubble.mine || after.kind === 'remark';
    const date = day.format(bubble.at);
    const fresh = !before || day.format(before.at) !== date;
    if (fresh) rows.push({ key: `day ${date}`, day: date });
    rows.push({ key: bubble.id, bubble, turn: !fresh && before.mine !== bubble.mine, first: fresh || before.mine !== bubble.mine, last, product: productOf(chat) });
    before = bubble;
  }
  if (chat.typing_until > now()) rows.push({ key: 'typing', typing: productOf(chat) });
  if (!rows.length) rows.push({ key: 'empty', empty: chat.name });
  return rows;
}

function drawRow(row) {
  if (row.day) return make('p', 'day', row.day === day.format(now()) ? 'Today' : row.day);
  if (row.typing) return drawTyping(row.typing);
  if (row.bubble?.kind === 'remark') return words('p', 'remark', row.bubble.text);
  if (row.bubble) return drawMessage(row);
  const empty = make('p', 'empty');
  empty.append('Write to the shop as ', words('bdi', '', row.empty), '. The answer arrives here.');
  return empty;
}

/** Whether the newest is in sight. */
function isAtEnd() {
  const thread = $('thread');
  return thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
}

export function toEnd() {
  atEnd = true;
  $('thread').scrollTop = $('thread').scrollHeight;
}

function drawThread(chat) {
  const thread = $('thread');
  atEnd = isAtEnd();
  sync(thread, rowsOf(chat), (row) => row.key, drawRow);
  if (atEnd) thread.scrollTop = thread.scrollHeight;
}

function drawBar(chat) {
  const product = productOf(chat);
  $('phone').dataset.product = product;
  $('product').textContent = nameOf(product);
  $('clock').textContent = clock.format(now());
  $('shop-number').textContent = numberOf(chat).display;
  $('self').textContent = chat.name;
  $('self').dir = 'auto';
  const left = chat.window_until - now();
  const open = left > 0;
  $('window').hidden = !chat.window_until;
  $('window').classList.toggle('closed', !open);
  const hours = Math.floor(left / 3600000);
  const minutes = Math.floor((left % 3600000) / 60000);
  const remaining = hours > 0 ? `${hours} h ${minutes} m` : minutes > 0 ? `${minutes} m` : `${Math.ceil(left / 1000)} s`;
  $('window-text').textContent = open ? remaining : 'Closed';
  const closed = product === 'whatsapp' ? 'templates only' : 'only a person may write, for a week';
  $('window').title = open ? `The shop may write freely for ${remaining}` : `The window is closed: ${closed}`;
  const share = Math.max(0, Math.min(100, (100 * left) / numberOf(chat).window));
  $('ring').style.strokeDasharray = `${share} 100`;
}

/** What is on the screen is read. */
async function look(chat) {
  const unread = chat.bubbles.some((bubble) => !bubble.mine && bubble.tick === 'delivered');
  if (!unread || looking || document.visibilityState !== 'visible' || !$('phone').getClientRects().length) return;
  looking = true;
  await ask('read', { customer: chat.id }).catch(() => {});
  looking = false;
}

export function drawPhone(chat) {
  $('text').disabled = !chat;
  if (!chat) {
    $('empty')?.replaceChildren('Nobody is here yet. Add a person.');
    return;
  }
  drawBar(chat);
  drawThread(chat);
  look(chat);
}

// A picture has no height before it is there; whoever was at the end stays there.
$('thread').addEventListener('load', () => { if (atEnd) toEnd(); }, true);
$('thread').addEventListener('scroll', () => { atEnd = isAtEnd(); });
