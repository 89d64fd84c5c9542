// Elements are made one by one: a page may forbid markup from texts (Trusted Types), and texts are never markup.

/** An element: `h("p.note", { dir: "auto" }, "text", child)`. */
export const h = (kind, attributes, ...children) => {
  const [name, ...classes] = kind.split(".");
  const element = document.createElement(name || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
};

const SVG = "http://www.w3.org/2000/svg";

/** A picture of lines, on a grid of 24. */
export const icon = (path) => {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = svg.appendChild(document.createElementNS(SVG, "path"));
  line.setAttribute("d", path);
  return svg;
};

export const ICONS = {
  chat: "M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2Z",
  close: "M6 6l12 12M18 6L6 18",
  back: "M14 6l-6 6 6 6",
  data: "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6Z M9 12l2 2 4-4",
  picture: "M4 5h16v14H4Z M4 16l5-5 4 4 3-3 4 4 M9 9v.01",
  send: "M4 12l16-8-6 16-3-6Z M11 14l9-10",
  file: "M7 3h7l4 4v14H7Z M14 3v4h4",
};

/** A button that is a picture, with its name for those who hear it. */
export const iconButton = (kind, name, path, onclick) =>
  h(`button.${kind}`, { type: "button", "aria-label": name, title: name, onclick }, icon(path));

/** Applies a stylesheet in a way that no policy of the page forbids. */
export const style = (root, css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
};
