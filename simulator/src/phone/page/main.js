// The server sends the whole picture after each change; these files draw what differs, so that nothing moves under
// the finger and an opened entry stays open.

import { grow, stopEditing } from './act.js';
import { arrived } from './adding.js';
import { $, complain } from './dom.js';
import { drawLines, drawPeople, turnTo } from './people.js';
import { drawPhone, toEnd } from './phone.js';
import { drawSite } from './site.js';
import { WEBSITE, currentChat, placeOf, productOf, state } from './state.js';
import { drawWire, openWire } from './wire.js';

/** Of the first device. */
function firstChat() {
  const place = (chat) => placeOf(productOf(chat));
  return state.picture.chats.toSorted((one, other) => place(one) - place(other))[0];
}

function draw() {
  if (!state.picture) return;
  const fresh = arrived();
  if (fresh) {
    choose(fresh);
    return;
  }
  if (!currentChat()) state.chosen = firstChat()?.id ?? '';
  if (!state.line) state.line = currentChat()?.number ?? '';
  drawLines(chooseLine);
  drawPeople(choose);
  drawWire();
  drawSite();
  drawPhone(currentChat());
}

function remember(what) {
  history.replaceState(null, '', `#${encodeURIComponent(what)}`);
}

function choose(id) {
  turnTo(id);
  remember(id);
  complain('problem', '');
  draw();
  grow();
  toEnd();
  if (matchMedia('(pointer: fine)').matches) $('text').focus();
}

/** The phone of a line shows who was on it last, or else its first person. */
function chooseLine(id) {
  const here = state.picture.chats.filter((chat) => chat.number === id);
  state.line = id;
  if (id === WEBSITE) remember(id);
  if (here.length) choose(here.find((chat) => chat.id === state.chosen)?.id ?? here[0].id);
  else draw();
}

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
addEventListener('resize', draw);

/** What the address asks for: a chat, or the website. */
function obey() {
  const wished = decodeURIComponent(location.hash.slice(1));
  if (wished === WEBSITE) state.line = WEBSITE;
  else if (state.picture?.chats.some((chat) => chat.id === wished)) turnTo(wished);
  else state.chosen = wished;
  draw();
}

addEventListener('hashchange', obey);
obey();
// For looking at the page from the other side; its words stay English.
if (new URLSearchParams(location.search).get('dir') === 'rtl') document.documentElement.dir = 'rtl';

const events = new EventSource('/phone/events');
events.addEventListener('message', (event) => {
  state.picture = JSON.parse(event.data);
  state.skew = state.picture.now - Date.now();
  $('lost').hidden = true;
  draw();
});
events.addEventListener('error', () => { $('lost').hidden = false; });
// The window shrinks and the typing indicator ends without news from the server.
setInterval(draw, 5000);
grow();
