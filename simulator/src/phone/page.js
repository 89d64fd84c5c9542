'use strict';

// The server sends the whole picture after each change; this file draws what differs, so that nothing moves under
// the finger and an opened entry stays open.

const $ = (id) => document.getElementById(id);
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const seconds = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

let picture = null;
let chosen = decodeURIComponent(location.hash.slice(1));
let skew = 0;
let kind = '';
let looking = false;
let awaited = '';
let line = '';
let editing = '';
let atEnd = true;
const drafts = new Map();
const seen = new Map();

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
}

function words(tag, className, text) {
  const node = make(tag, className, text);
  node.dir = 'auto';
  return node;
}

function icon(path, box = '0 0 24 24') {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', box);
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

/** Keeps the children of `parent` equal to `items`, reusing what did not change. */
function sync(parent, items, keyOf, draw) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const print = JSON.stringify(item);
    let node = old.get(key);
    old.delete(key);
    if (!node || node.print !== print) {
      const fresh = draw(item);
      fresh.dataset.key = key;
      fresh.print = print;
      if (node) {
        const open = node.querySelector('details[open]') !== null;
        const inside = fresh.querySelector('details');
        if (open && inside) inside.open = true;
        if (node === place) place = fresh;
        node.replaceWith(fresh);
      }
      node = fresh;
    }
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
  for (const node of old.values()) node.remove();
}

async function ask(path, body) {
  const answer = await fetch(`/phone/${path}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(json.problem || `The simulator answered ${answer.status}.`);
  return json;
}

function complain(id, problem) {
  $(id).textContent = problem || '';
  $(id).hidden = !problem;
}

const currentChat = () => picture?.chats.find((chat) => chat.id === chosen);
const numberOf = (chat) => picture.numbers.find((number) => number.id === chat.number);
const PRODUCTS = { whatsapp: 'WhatsApp', instagram: 'Instagram', messenger: 'Messenger' };
const productOf = (chat) => numberOf(chat).product;
const now = () => Date.now() + skew;

function initials(name) {
  const letters = name.replace(/^@/, '').trim().split(/\s+/).map((word) => [...word][0] || '');
  return letters.slice(0, 2).join('').toUpperCase();
}

// Lines

function drawLine({ id, product, current }) {
  const button = make('button', 'line', PRODUCTS[product]);
  button.type = 'button';
  button.dataset.product = product;
  button.setAttribute('aria-pressed', String(current));
  button.addEventListener('click', () => {
    const first = picture.chats.find((chat) => chat.number === id);
    line = id;
    if (first) choose(first.id);
    else draw();
  });
  return button;
}

function drawWebsite({ website }) {
  const link = make('a', 'line', 'Website');
  link.dataset.product = 'website';
  if (/^https?:/.test(website)) link.href = website;
  link.target = '_blank';
  link.rel = 'noreferrer noopener';
  link.title = 'The shop\u2019s own chat page, in a new tab';
  return link;
}

/** One phone for each product; with a single line there is nothing to choose. */
function drawLines() {
  if (!picture.numbers.some((number) => number.id === line)) line = picture.numbers[0]?.id ?? '';
  const rows = picture.numbers.map(({ id, product }) => ({ id, product, current: id === line }));
  if (picture.website) rows.push({ id: 'website', website: picture.website });
  $('lines').hidden = rows.length < 2;
  sync($('lines'), rows, (row) => row.id, (row) => (row.website ? drawWebsite(row) : drawLine(row)));
}

// People

function drawPerson({ chat, last, unread, current }) {
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
  button.addEventListener('click', () => choose(chat.id));
  const item = make('li');
  item.append(button);
  return item;
}

function drawPeople() {
  const rows = picture.chats.filter((chat) => chat.number === line).map((chat) => {
    const last = chat.bubbles.findLast((bubble) => bubble.kind !== 'remark');
    const current = chat.id === chosen;
    const theirs = chat.bubbles.filter((bubble) => !bubble.mine && bubble.kind !== 'remark').length;
    if (current || !seen.has(chat.id)) seen.set(chat.id, theirs);
    const { id, name, phone, username } = chat;
    return { chat: { id, name, phone, username }, last, unread: theirs - seen.get(chat.id), current };
  });
  sync($('people'), rows, (row) => row.chat.id, drawPerson);
}

function choose(id) {
  drafts.set(chosen, $('text').value);
  chosen = id;
  line = currentChat()?.number ?? line;
  stopEditing();
  history.replaceState(null, '', `#${encodeURIComponent(id)}`);
  $('text').value = drafts.get(id) || '';
  complain('problem', '');
  $('thread').replaceChildren();
  draw();
  grow();
  atEnd = true;
  $('thread').scrollTop = $('thread').scrollHeight;
  if (matchMedia('(pointer: fine)').matches) $('text').focus();
}

// Messages

const KINDS = {
  story_mention: 'Story with a mention', share: 'Shared post', ig_post: 'Shared post', ig_reel: 'Shared reel', reel: 'Shared reel',
  image: 'Photo', video: 'Video', audio: 'Voice message', document: 'Document', sticker: 'Sticker', location: 'Location',
  contacts: 'Contact', revoked: 'Deleted', template: 'Template', interactive: '', button: '', text: '', reaction: 'Reaction',
};

function label(bubble) {
  return bubble.text || (bubble.kind in KINDS ? KINDS[bubble.kind] : bubble.kind) || 'Message';
}

const MARKS = /```([^`]+)```|(?<![\p{L}\p{N}*])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_([^\s_](?:[^_\n]*[^\s_])?)_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}~])~([^\s~](?:[^~\n]*[^\s~])?)~(?![\p{L}\p{N}~])/gu;
const unmarked = (_, ...parts) => parts.slice(0, 4).find((part) => part !== undefined);

/** WhatsApp's *bold*, _italic_, ~struck~ and ```code```, as nodes and never as HTML; the others have no marks. */
function format(target, text, product) {
  if (product !== 'whatsapp') {
    target.append(text);
    return;
  }
  let end = 0;
  for (const found of text.matchAll(MARKS)) {
    target.append(text.slice(end, found.index));
    const place = found.slice(1).findIndex((part) => part !== undefined);
    target.append(make(['code', 'b', 'i', 's'][place], '', found[place + 1]));
    end = found.index + found[0].length;
  }
  target.append(text.slice(end));
}

const TICKS = {
  waiting: ['Waiting', 'M8 2.500v3l2 1.500'],
  sent: ['Sent', 'M4 6l3 3 6-7'],
  delivered: ['Delivered', 'M1 6l3 3 6-7M8 8l1 1 6-7'],
  read: ['Read', 'M1 6l3 3 6-7M8 8l1 1 6-7'],
  failed: ['Not delivered', 'M8 2v4M8 8.800v.1'],
};

function drawMeta(bubble, product) {
  const meta = make('div', 'meta');
  const time = make('time', '', clock.format(bubble.at));
  time.dateTime = new Date(bubble.at).toISOString();
  if (bubble.edits && bubble.kind !== 'revoked') meta.append(make('span', '', 'Edited'));
  const [name, path] = TICKS[bubble.tick];
  if (product !== 'whatsapp') {
    const word = bubble.tick === 'read' ? 'Seen' : name;
    meta.append(time, make('span', bubble.tick, word));
    return meta;
  }
  const tick = make('span', bubble.tick);
  tick.setAttribute('role', 'img');
  tick.setAttribute('aria-label', name);
  tick.title = name;
  tick.append(icon(path, '0 0 16 11'));
  meta.append(time, tick);
  return meta;
}

function drawChoice(choice) {
  if (choice.url) {
    const link = words('a', '', choice.title);
    link.href = /^(https?|tel):/.test(choice.url) ? choice.url : '#';
    link.target = '_blank';
    link.rel = 'noreferrer noopener';
    return link;
  }
  const button = words('button', '', choice.title);
  button.type = 'button';
  if (choice.description) button.append(words('small', '', choice.description));
  button.addEventListener('click', () => press(choice.id));
  return button;
}

function drawChoices(bubble) {
  const box = make('div', 'choices');
  const buttons = bubble.choices.map(drawChoice);
  if (!bubble.list_label) {
    box.append(...buttons);
    return box;
  }
  const list = make('details');
  const rows = make('div');
  rows.append(...buttons);
  list.append(words('summary', '', bubble.list_label), rows);
  box.append(list);
  return box;
}

/** Cards side by side, each with its picture and buttons. */
function drawCards(cards) {
  const strip = make('ul', 'cards');
  strip.tabIndex = 0;
  strip.setAttribute('aria-label', 'Cards');
  for (const { title, subtitle, picture: image, url, choices } of cards) {
    const card = make('li', 'card');
    if (image) {
      const shown = make('img');
      shown.src = image;
      shown.alt = '';
      card.append(shown);
    }
    const head = words(url ? 'a' : 'span', 'head', title);
    if (url && /^https?:/.test(url)) {
      head.href = url;
      head.target = '_blank';
      head.rel = 'noreferrer noopener';
    }
    card.append(head);
    if (subtitle) card.append(words('span', 'foot', subtitle));
    const box = make('div', 'choices');
    box.append(...choices.map(drawChoice));
    if (choices.length) card.append(box);
    strip.append(card);
  }
  return strip;
}

const EMOJI = ['❤️', '👍', '😆', '😮', '😢'];

/** What can be done with a message: a reaction, new words, taking it back. */
function drawMore(bubble, product) {
  const more = make('details', 'more');
  const summary = make('summary', '', '⋯');
  summary.setAttribute('aria-label', 'What to do with this message');
  const menu = make('div', 'menu');
  const item = (text, name, act) => {
    const button = make('button', '', text);
    button.type = 'button';
    if (name) button.setAttribute('aria-label', name);
    button.addEventListener('click', () => {
      more.open = false;
      act();
    });
    menu.append(button);
  };
  for (const emoji of EMOJI) item(emoji, `React with ${emoji}`, () => change('react', bubble.id, emoji));
  if (bubble.reaction) item('No reaction', '', () => change('react', bubble.id, ''));
  if (bubble.mine && bubble.kind === 'text') item('Edit', '', () => startEditing(bubble));
  if (bubble.mine) item(product === 'whatsapp' ? 'Delete for everyone' : 'Unsend', '', () => change('revoke', bubble.id, ''));
  more.append(summary, menu);
  return more;
}

async function change(what, message, text) {
  complain('problem', '');
  await ask(what, { customer: chosen, message, text }).catch((error) => complain('problem', error.message));
}

function startEditing(bubble) {
  drafts.set(chosen, $('text').value);
  editing = bubble.id;
  $('text').value = bubble.text;
  $('editing').hidden = false;
  $('text').focus();
  grow();
}

function stopEditing() {
  if (!editing) return;
  editing = '';
  $('editing').hidden = true;
  $('text').value = drafts.get(chosen) || '';
  grow();
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

function drawMessage({ bubble, turn, product }) {
  const message = make('div', `message${bubble.mine ? ' mine' : ''}${turn ? ' turn' : ''}`);
  const body = make('div', 'bubble');
  body.append(make('span', 'hidden', bubble.mine ? 'You: ' : 'Shop: '));
  if (bubble.header) body.append(words('span', 'head', bubble.header));
  const named = bubble.kind in KINDS ? KINDS[bubble.kind] : bubble.kind;
  if (named) body.append(make('span', 'kind', named));
  if (bubble.media) body.append(drawMedia(bubble.media));
  // Cards say it themselves.
  if (bubble.text && !bubble.cards.length) {
    const text = make('div', 'words');
    text.dir = 'auto';
    format(text, bubble.text, product);
    body.append(text);
  }
  if (bubble.footer) body.append(words('span', 'foot', bubble.footer));
  if (bubble.reaction) body.append(make('span', 'reaction', bubble.reaction));
  const row = make('div', 'row');
  row.append(bubble.cards.length ? drawCards(bubble.cards) : body);
  if (bubble.kind !== 'revoked') row.append(drawMore(bubble, product));
  message.append(row);
  if (bubble.choices.length) message.append(drawChoices(bubble));
  message.append(drawMeta(bubble, product));
  if (bubble.note) message.append(make('p', 'note', bubble.note));
  return message;
}

function drawTyping() {
  const message = make('div', 'message turn');
  const body = make('div', 'bubble typing');
  body.setAttribute('role', 'img');
  body.setAttribute('aria-label', 'The shop is typing');
  body.append(make('i'), make('i'), make('i'));
  message.append(body);
  return message;
}

function rowsOf(chat) {
  const rows = [];
  let before = null;
  for (const bubble of chat.bubbles) {
    const date = day.format(bubble.at);
    const fresh = !before || day.format(before.at) !== date;
    if (fresh) rows.push({ key: `day ${date}`, day: date });
    rows.push({ key: bubble.id, bubble, turn: !fresh && before.mine !== bubble.mine, product: productOf(chat) });
    before = bubble;
  }
  if (chat.typing_until > now()) rows.push({ key: 'typing', typing: true });
  if (!rows.length) rows.push({ key: 'empty', empty: chat.name });
  return rows;
}

function drawRow(row) {
  if (row.day) return make('p', 'day', row.day === day.format(now()) ? 'Today' : row.day);
  if (row.typing) return drawTyping();
  if (row.bubble?.kind === 'remark') return words('p', 'remark', row.bubble.text);
  if (row.bubble) return drawMessage(row);
  const empty = make('p', 'empty');
  empty.append('Write to the shop as ', words('bdi', '', row.empty), '. The answer arrives here.');
  return empty;
}

function drawThread(chat) {
  const thread = $('thread');
  atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
  sync(thread, rowsOf(chat), (row) => row.key, drawRow);
  if (atEnd) thread.scrollTop = thread.scrollHeight;
}

function drawBar(chat) {
  const product = productOf(chat);
  $('phone').dataset.product = product;
  $('product').textContent = PRODUCTS[product];
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

// Wire

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

function drawWire() {
  const entries = picture.wire.filter((entry) => !kind || entry.kind === kind);
  sync($('entries'), entries, (entry) => String(entry.id), drawEntry);
  $('quiet-wire').hidden = entries.length > 0;
}

function openWire(open) {
  $('wire').classList.toggle('open', open);
  $('show-wire').setAttribute('aria-expanded', String(open));
  (open ? $('hide-wire') : $('show-wire')).focus();
}

// Doing

function draw() {
  if (!picture) return;
  if (picture.chats.some((chat) => chat.id === awaited)) {
    const id = awaited;
    awaited = '';
    choose(id);
    return;
  }
  if (!currentChat()) chosen = picture.chats[0]?.id ?? '';
  if (!line) line = currentChat()?.number ?? '';
  drawLines();
  drawPeople();
  drawWire();
  const chat = currentChat();
  $('text').disabled = !chat;
  if (!chat) {
    $('empty')?.replaceChildren('Nobody is here yet. Add a person.');
    return;
  }
  drawBar(chat);
  drawThread(chat);
  look(chat);
}

/** What is on the screen is read. */
async function look(chat) {
  const unread = chat.bubbles.some((bubble) => !bubble.mine && bubble.tick === 'delivered');
  if (!unread || looking || document.visibilityState !== 'visible') return;
  looking = true;
  await ask('read', { customer: chat.id }).catch(() => {});
  looking = false;
}

async function say() {
  const text = $('text').value.trim();
  const customer = chosen;
  if (!text || !customer) return;
  if (editing) {
    const message = editing;
    stopEditing();
    await change('edit', message, text);
    return;
  }
  $('text').value = '';
  grow();
  complain('problem', '');
  $('thread').scrollTop = $('thread').scrollHeight;
  try {
    await ask('say', { customer, text });
  } catch (error) {
    // Nothing that was typed is lost.
    if (chosen === customer && !$('text').value) $('text').value = text;
    else drafts.set(customer, text);
    complain('problem', error.message);
  }
}

async function press(choice) {
  complain('problem', '');
  await ask('press', { customer: chosen, choice }).catch((error) => complain('problem', error.message));
}

async function send(what) {
  if (!chosen) return;
  complain('problem', '');
  $('thread').scrollTop = $('thread').scrollHeight;
  await ask('send', { customer: chosen, what }).catch((error) => complain('problem', error.message));
}

function grow() {
  const text = $('text');
  text.style.blockSize = 'auto';
  text.style.blockSize = `${text.scrollHeight + 2}px`;
  document.querySelector('.send').disabled = !text.value.trim();
}

/** Who one is differs: a number on WhatsApp, a username on Instagram, a name on Messenger. */
function openAdding() {
  const product = picture?.numbers.find((number) => number.id === line)?.product ?? 'whatsapp';
  $('for-phone').hidden = product !== 'whatsapp';
  $('about-phone').hidden = product !== 'whatsapp';
  $('for-username').hidden = product !== 'instagram';
  complain('adding-problem', '');
  $('adding').showModal();
}

async function add(event) {
  event.preventDefault();
  const given = (id) => ($(`for-${id}`).hidden ? null : $(`new-${id}`).value || null);
  try {
    const added = await ask('customers', { number: line, name: $('new-name').value, phone: given('phone'), username: given('username') });
    $('adding').close();
    $('adding-form').reset();
    awaited = added.customer;
    draw();
  } catch (error) {
    complain('adding-problem', error.message);
  }
}

$('compose').addEventListener('submit', (event) => {
  event.preventDefault();
  say();
});
// A picture has no height before it is there; whoever was at the end stays there.
$('thread').addEventListener('load', () => { if (atEnd) $('thread').scrollTop = $('thread').scrollHeight; }, true);
$('thread').addEventListener('scroll', () => { atEnd = $('thread').scrollHeight - $('thread').scrollTop - $('thread').clientHeight < 80; });
$('text').addEventListener('input', grow);
$('text').addEventListener('keydown', (event) => {
  // Enter while an input method composes a word belongs to the input method.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  say();
});
for (const button of document.querySelectorAll('.attach')) button.addEventListener('click', () => send(button.dataset.what));
$('add').addEventListener('click', openAdding);
$('keep').addEventListener('click', stopEditing);
$('cancel').addEventListener('click', () => $('adding').close());
$('adding-form').addEventListener('submit', add);
$('show-wire').addEventListener('click', () => openWire(true));
$('hide-wire').addEventListener('click', () => openWire(false));
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  stopEditing();
  document.querySelectorAll('.more[open]').forEach((more) => { more.open = false; });
  if ($('wire').classList.contains('open')) openWire(false);
});
document.addEventListener('click', (event) => {
  document.querySelectorAll('.more[open]').forEach((more) => { if (!more.contains(event.target)) more.open = false; });
});
document.addEventListener('visibilitychange', draw);
for (const tab of document.querySelectorAll('.tabs button')) {
  tab.addEventListener('click', () => {
    kind = tab.dataset.kind;
    for (const other of document.querySelectorAll('.tabs button')) other.setAttribute('aria-pressed', String(other === tab));
    if (picture) drawWire();
  });
}

const events = new EventSource('/phone/events');
events.addEventListener('message', (event) => {
  picture = JSON.parse(event.data);
  skew = picture.now - Date.now();
  $('lost').hidden = true;
  draw();
});
events.addEventListener('error', () => { $('lost').hidden = false; });
// The window shrinks and the typing indicator ends without news from the server.
setInterval(draw, 5000);
grow();
