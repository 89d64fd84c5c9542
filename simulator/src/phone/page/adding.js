// A new person. Who one is differs: a number on WhatsApp, a username on Instagram, a name on Messenger.

import { $, complain } from './dom.js';
import { ask, state } from './state.js';

/** Who was added and is not in the picture yet. */
let awaited = '';

function open() {
  const product = state.picture?.numbers.find((number) => number.id === state.line)?.product ?? 'whatsapp';
  $('for-phone').hidden = product !== 'whatsapp';
  $('about-phone').hidden = product !== 'whatsapp';
  $('for-username').hidden = product !== 'instagram';
  complain('adding-problem', '');
  $('adding').showModal();
}

async function add(event) {
  event.preventDefault();
  const given = (id) => ($(`for-${id}`).hidden ? null : $(`new-${id}`).value || null);
  const person = { number: state.line, name: $('new-name').value, phone: given('phone'), username: given('username') };
  try {
    awaited = (await ask('customers', person)).customer;
    $('adding').close();
    $('adding-form').reset();
  } catch (error) {
    complain('adding-problem', error.message);
  }
}

/** Whoever was added and is there now; once. */
export function arrived() {
  const id = awaited;
  if (!id || !state.picture.chats.some((chat) => chat.id === id)) return '';
  awaited = '';
  return id;
}

$('add').addEventListener('click', open);
$('cancel').addEventListener('click', () => $('adding').close());
$('adding-form').addEventListener('submit', add);
