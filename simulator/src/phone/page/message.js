// A message as its product shows it.

import { drawCards, drawChoices } from './cards.js';
import { icon, make, words } from './dom.js';
import { drawMore } from './menu.js';
import { KINDS, clock, format } from './text.js';

const SHOP = 'M4 10V6.500L5.500 4h13L20 6.500V10M4 10a2.700 2.700 0 0 0 5.300 0 2.700 2.700 0 0 0 5.400 0A2.700 2.700 0 0 0 20 10M5.500 13v7h13v-7';

const TICKS = {
  waiting: ['Waiting', 'M8 2.500v3l2 1.500'],
  sent: ['Sent', 'M4 6l3 3 6-7'],
  delivered: ['Delivered', 'M1 6l3 3 6-7M8 8l1 1 6-7'],
  read: ['Read', 'M1 6l3 3 6-7M8 8l1 1 6-7'],
  failed: ['Not delivered', 'M8 2v4M8 8.800v.1'],
};

/** Only WhatsApp has ticks, and only under what one wrote oneself; a trouble is told wherever it is. */
function drawTick(bubble) {
  const [name, path] = TICKS[bubble.tick];
  const tick = make('span', bubble.tick);
  tick.setAttribute('role', 'img');
  tick.setAttribute('aria-label', name);
  tick.title = name;
  tick.append(icon(path, '0 0 16 11'));
  return tick;
}

function drawMeta(bubble, product) {
  const meta = make('div', 'meta');
  const time = make('time', '', clock.format(bubble.at));
  time.dateTime = new Date(bubble.at).toISOString();
  if (bubble.edits && bubble.kind !== 'revoked') meta.append(make('span', '', 'Edited'));
  meta.append(time);
  const isTold = bubble.mine || bubble.tick === 'failed';
  if (isTold && product === 'whatsapp') meta.append(drawTick(bubble));
  else if (isTold) meta.append(make('span', bubble.tick, bubble.tick === 'read' ? 'Seen' : TICKS[bubble.tick][0]));
  return meta;
}

/** A file: what the simulator keeps is shown, a link is only named. */
function drawMedia({ kind: what, url, link, filename }) {
  const [tag, name] = { image: ['img', 'media'], sticker: ['img', 'media'], video: ['video', 'media'], audio: ['audio', 'media'] }[url ? what : ''] ?? ['a', 'file'];
  const node = make(tag, name, tag === 'a' ? filename || link || 'File' : null);
  if (tag === 'a') {
    const address = url || link || '';
    if (/^(https?:|\/phone\/)/.test(address)) node.href = address;
    node.target = '_blank';
    node.rel = 'noreferrer noopener';
    return node;
  }
  node.src = url;
  if (tag === 'img') node.alt = KINDS[what];
  else node.controls = true;
  return node;
}

/** The shop's face beside the last of what it says at once, where the product shows one. */
function drawFace(product, last) {
  if (product === 'whatsapp') return '';
  const face = make('span', `face${last ? '' : ' away'}`);
  face.setAttribute('aria-hidden', 'true');
  if (last) face.append(icon(SHOP));
  return face;
}

export function drawMessage({ bubble, turn, first, last, product }) {
  const message = make('div', `message${bubble.mine ? ' mine' : ''}${turn ? ' turn' : ''}${first ? ' first' : ''}${last ? ' last' : ''}`);
  const body = make('div', 'bubble');
  body.append(make('span', 'hidden', bubble.mine ? 'You: ' : 'Shop: '));
  if (bubble.header) body.append(words('span', 'head', bubble.header));
  // A picture that is seen needs no word, nor a frame.
  const isSeen = bubble.kind === 'image' && bubble.media?.url;
  if (isSeen) body.classList.add(bubble.text ? 'captioned' : 'pictured');
  const named = isSeen ? '' : bubble.kind in KINDS ? KINDS[bubble.kind] : bubble.kind;
  if (named) body.append(make('span', 'kind', named));
  if (bubble.media) body.append(drawMedia(bubble.media));
  // Cards say it themselves, and so does a file that is shown by its name.
  if (bubble.text && !bubble.cards.length && bubble.text !== bubble.media?.filename) {
    const text = make('div', 'words');
    text.dir = 'auto';
    format(text, bubble.text, product);
    body.append(text);
  }
  if (bubble.footer) body.append(words('span', 'foot', bubble.footer));
  if (bubble.reaction) body.append(make('span', 'reaction', bubble.reaction));
  const row = make('div', 'row');
  if (!bubble.mine) row.append(drawFace(product, last));
  row.append(bubble.cards.length ? drawCards(bubble.cards) : body);
  if (bubble.kind !== 'revoked') row.append(drawMore(bubble, product));
  message.append(row);
  if (bubble.choices.length) message.append(drawChoices(bubble));
  const isInside = product === 'whatsapp' && !bubble.cards.length;
  (isInside ? body : message).append(drawMeta(bubble, product));
  if (bubble.note) message.append(make('p', 'note', bubble.note));
  return message;
}

export function drawTyping(product) {
  const message = make('div', 'message turn first last');
  const body = make('div', 'bubble typing');
  body.setAttribute('role', 'img');
  body.setAttribute('aria-label', 'The shop is typing');
  body.append(make('i'), make('i'), make('i'));
  const row = make('div', 'row');
  row.append(drawFace(product, true), body);
  message.append(row);
  return message;
}
