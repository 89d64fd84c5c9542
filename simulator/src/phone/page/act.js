// What a thumb does: writing, pressing, changing.

import { $, complain } from './dom.js';
import { ask, state, upload } from './state.js';

/** The composer is as high as what is in it. */
export function grow() {
  const text = $('text');
  text.style.blockSize = 'auto';
  text.style.blockSize = `${text.scrollHeight + 2}px`;
  document.querySelector('.send').disabled = !text.value.trim();
}

function down() {
  $('thread').scrollTop = $('thread').scrollHeight;
}

/** Asks, and tells what was wrong with it. */
async function attempt(path, body) {
  complain('problem', '');
  await ask(path, body).catch((error) => complain('problem', error.message));
}

export const change = (what, message, text) => attempt(what, { customer: state.chosen, message, text });
export const press = (choice) => attempt('press', { customer: state.chosen, choice });

export function startEditing(bubble) {
  state.drafts.set(state.chosen, $('text').value);
  state.editing = bubble.id;
  $('text').value = bubble.text;
  $('editing').hidden = false;
  $('text').focus();
  grow();
}

export function stopEditing() {
  if (!state.editing) return;
  state.editing = '';
  $('editing').hidden = true;
  $('text').value = state.drafts.get(state.chosen) || '';
  grow();
}

async function say() {
  const text = $('text').value.trim();
  const customer = state.chosen;
  if (!text || !customer) return;
  if (state.editing) {
    const message = state.editing;
    stopEditing();
    await change('edit', message, text);
    return;
  }
  $('text').value = '';
  grow();
  complain('problem', '');
  down();
  try {
    await ask('say', { customer, text });
  } catch (error) {
    // Nothing that was typed is lost.
    if (state.chosen === customer && !$('text').value) $('text').value = text;
    else state.drafts.set(customer, text);
    grow();
    complain('problem', error.message);
  }
}

async function send(what) {
  if (!state.chosen) return;
  down();
  await attempt('send', { customer: state.chosen, what });
}

/** A file of one's own, which the product may refuse. */
async function sendFile(file) {
  if (!state.chosen || !file) return;
  complain('problem', '');
  down();
  await upload(state.chosen, file).catch((error) => complain('problem', error.message));
}

$('own').addEventListener('click', () => $('file').click());
$('file').addEventListener('change', () => {
  sendFile($('file').files[0]);
  $('file').value = '';
});
$('compose').addEventListener('submit', (event) => {
  event.preventDefault();
  say();
});
$('text').addEventListener('input', () => {
  complain('problem', '');
  grow();
});
$('text').addEventListener('keydown', (event) => {
  // Enter while an input method composes a word belongs to the input method.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  say();
});
for (const button of document.querySelectorAll('.attach[data-what]')) button.addEventListener('click', () => send(button.dataset.what));
$('keep').addEventListener('click', stopEditing);
