// What can be pressed under a message, and cards.

import { press } from './act.js';
import { make, words } from './dom.js';

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

export function drawChoices(bubble) {
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
export function drawCards(cards) {
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
