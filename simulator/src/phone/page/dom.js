// Nodes, and keeping them equal to what the server tells.

export const $ = (id) => document.getElementById(id);

export function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
}

export function words(tag, className, text) {
  const node = make(tag, className, text);
  node.dir = 'auto';
  return node;
}

export function icon(path, box = '0 0 24 24') {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', box);
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

/** Keeps the children of `parent` equal to `items`, reusing what did not change. */
export function sync(parent, items, keyOf, draw) {
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

export function complain(id, problem) {
  $(id).textContent = problem || '';
  $(id).hidden = !problem;
}
