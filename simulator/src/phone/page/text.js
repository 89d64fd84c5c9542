// What messages say, and when.

import { make } from './dom.js';

export const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
export const seconds = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
export const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

export const KINDS = {
  story_mention: 'Story with a mention', share: 'Shared post', ig_post: 'Shared post', ig_reel: 'Shared reel', reel: 'Shared reel',
  image: 'Photo', video: 'Video', audio: 'Voice message', document: 'Document', sticker: 'Sticker', location: 'Location',
  contacts: 'Contact', revoked: 'Deleted', template: 'Template', interactive: '', button: '', text: '', reaction: 'Reaction',
};

export function label(bubble) {
  return bubble.text || (bubble.kind in KINDS ? KINDS[bubble.kind] : bubble.kind) || 'Message';
}

export const MARKS = /```([^`]+)```|(?<![\p{L}\p{N}*])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_([^\s_](?:[^_\n]*[^\s_])?)_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}~])~([^\s~](?:[^~\n]*[^\s~])?)~(?![\p{L}\p{N}~])/gu;
export const unmarked = (_, ...parts) => parts.slice(0, 4).find((part) => part !== undefined);

/** WhatsApp's *bold*, _italic_, ~struck~ and ```code```, as nodes and never as HTML; the others have no marks. */
export function format(target, text, product) {
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
