// What can be done with a message that is there.

import { change, startEditing } from './act.js';
import { make } from './dom.js';

const EMOJI = ['❤️', '👍', '😆', '😮', '😢'];

/** What can be done with a message: a reaction, new words, taking it back. */
export function drawMore(bubble, product) {
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
