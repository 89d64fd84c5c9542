// Counterhand's website chat: one script tag, nothing else of the page is touched.
//
//   <script src="https://…/widget.js" data-shop="slug" async></script>
//
// Also: data-lang (the words' language), data-theme (light or dark), data-side (left or right), data-page (fill the page).

import css from "style";
import { h, icon, iconButton, ICONS, style } from "./dom.js";
import { makePanel } from "./panel.js";
import { makeStore } from "./store.js";
import { makeWire } from "./wire.js";
import { directionOf, languageOf, wordsOf } from "./words.js";

const start = (script) => {
  const { shop, lang, theme, side, page } = script.dataset;
  if (!shop) return;
  const isPage = page != null;
  const wished = [lang, isPage ? "" : document.documentElement.lang, ...navigator.languages];
  const language = languageOf(wished);
  const said = wordsOf(language);

  const host = h("counterhand-chat", { lang: language });
  const root = host.attachShadow({ mode: "open" });
  style(root, css);
  const direction = lang || isPage ? directionOf(language) : document.documentElement.dir || directionOf(language);
  const frame = h("aside.frame", { dir: direction, "aria-label": said.open, "data-theme": theme, "data-side": side });
  if (isPage) frame.classList.add("whole");

  const store = makeStore(shop);
  const hear = {};
  const wire = makeWire(new URL(script.src).origin, shop, store, hear);
  wire._hasStored = () => !!store._token();
  const badge = h("span.badge", { hidden: true });
  const launcher = h("button.launcher", { type: "button", "aria-label": said.open, "aria-expanded": "false", onclick: () => toggle(true) },
    icon(ICONS.chat), badge);
  const panel = makePanel(said, language, wire, isPage, () => toggle(false), (count) => {
    badge.hidden = !count;
    badge.textContent = count > 9 ? "9+" : count;
    launcher.setAttribute("aria-label", count ? `${said.open} (${count})` : said.open);
  });
  Object.assign(hear, panel._hear);

  const toggle = (open) => {
    launcher.hidden = open;
    launcher.setAttribute("aria-expanded", `${open}`);
    if (open) panel._open();
    else {
      panel._close();
      launcher.focus();
    }
  };

  if (isPage) {
    document.documentElement.lang = language;
    document.documentElement.dir = direction;
    style(document, "html,body{margin:0;height:100%}");
    root.append(h("div.frame.whole", { dir: direction, "data-theme": theme }, panel._root));
    document.body.append(host);
    return panel._open();
  }
  frame.append(panel._root, launcher);
  root.append(frame);
  document.body.append(host);
  // Somebody who was here lately may have an answer waiting.
  if (store._token() && store._isLively()) wire._listen();
};

const script = document.currentScript;
if (document.body) start(script);
else document.addEventListener("DOMContentLoaded", () => start(script));
