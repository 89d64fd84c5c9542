// The thread: who said what, and how far the visitor's own messages have come.

import { h } from "./dom.js";
import { extras, file, words } from "./parts.js";
import { draw } from "./pictures.js";

const TYPING = 7e4;

export const makeThread = (said, language, wire, press, retry) => {
  const log = h("div.log", { role: "log", "aria-live": "polite", "aria-label": said.open, tabindex: "0" });
  const dots = h("div.row.agent.dots", { hidden: true }, h("div.bubble", { role: "status", "aria-label": said.typing }, h("i"), h("i"), h("i")));
  const own = new Map();
  const byId = new Map();
  let lastDay = "";
  let lastFrom = "";
  let quiet;
  let busy;
  let seen;
  // New rows go before this one.
  let next = dots;
  log.append(dots);

  const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const toEnd = () => (log.scrollTop = log.scrollHeight);
  const add = (row) => {
    const follows = next === dots && (atEnd() || row.classList.contains("you"));
    log.insertBefore(row, next);
    if (follows) toEnd();
  };

  const day = (at) => {
    const name = at.toLocaleDateString(language, { weekday: "long", day: "numeric", month: "long" });
    if (name !== lastDay) {
      add(h("div.day", {}, name));
      lastFrom = "";
    }
    lastDay = name;
  };

  const time = (at) => at.toLocaleTimeString(language, { hour: "numeric", minute: "2-digit" });

  const bubble = (from, at, ...content) => {
    day(at);
    const names = { agent: said.assistant, shop: said.assistant, person: said.person, you: said.you };
    const first = from !== lastFrom;
    lastFrom = from;
    const note = h("div.note", {}, h("time", { datetime: at.toISOString() }, time(at)));
    const who = h(from === "you" || !first ? "span.hear" : "span.who", {}, names[from]);
    const row = h(`div.row.${from}${first ? ".first" : ""}`, {}, who, h("div.bubble", {}, ...content), note);
    add(row);
    return { _row: row, _note: note, _at: at };
  };

  const state = (entry, text, kind = "") => {
    entry._row.className = entry._row.className.replace(/ (sending|failed)\b/g, "") + (kind ? ` ${kind}` : "");
    entry._note.replaceChildren(h("time", { datetime: entry._at.toISOString() }, time(entry._at)), ` · ${text}`);
  };

  const react = (message) => {
    const entry = byId.get(message.about);
    if (!entry) return;
    const old = entry._row.querySelector(".reaction");
    if (old) old.remove();
    if (message.text) entry._row.querySelector(".bubble").append(h("span.reaction", {}, message.text));
  };

  const show = (message) => {
    if (message.kind === "reaction") return react(message);
    const known = message.client_id && own.get(message.client_id);
    if (known) {
      known._seq = message.seq;
      byId.set(message.id, known);
      return state(known, said.sent);
    }
    const parts = [
      message.text ? words(message.text) : null,
      ...(message.media || []).map((media) => file(media, wire, said)),
      ...extras(message, press),
    ].filter(Boolean);
    if (!parts.length) return;
    const entry = bubble(message.from, new Date(message.at), ...parts);
    entry._seq = message.seq;
    byId.set(message.id, entry);
    if (message.from === "you") {
      own.set(message.client_id || message.id, entry);
      state(entry, said.sent);
    } else if (next === dots) typing(false);
  };

  const typing = (on) => {
    clearTimeout(quiet);
    const follows = atEnd();
    dots.hidden = !on;
    if (on) quiet = setTimeout(() => typing(false), TYPING);
    if (on && follows) toEnd();
  };

  const see = (seq) => {
    seen = seq;
    for (const entry of own.values()) {
      if (entry._seq && entry._seq <= seq && !entry._seen) {
        entry._seen = true;
        state(entry, said.seen);
      }
    }
  };

  /** What was said before goes above, and what was in view stays where it is. */
  const showEarlier = (messages) => {
    const [day, from, below] = [lastDay, lastFrom, log.scrollHeight - log.scrollTop];
    next = log.querySelector(".day") || dots;
    lastDay = lastFrom = 0;
    // Nobody wants it read out.
    log.ariaLive = "off";
    messages.forEach(show);
    // The day that was on top goes on.
    if (next.textContent === lastDay) next.remove();
    see(seen);
    next = dots;
    [lastDay, lastFrom] = [day, from];
    log.scrollTop = log.scrollHeight - below;
    setTimeout(() => (log.ariaLive = "polite"), 500);
  };

  log.onscroll = async () => {
    if (busy || log.scrollTop > 50) return;
    busy = true;
    const messages = await wire._earlier().catch(() => []);
    if (messages[0]) showEarlier(messages);
    busy = false;
  };

  return {
    _log: log,
    _toEnd: toEnd,
    _typing: typing,
    _show: show,
    _seen: see,
    _sending(item) {
      const known = own.get(item._id);
      if (known) return state(known, said.sending, "sending");
      const entry = bubble("you", new Date(), ...(item._shown ? [words(item._shown)] : []));
      own.set(item._id, entry);
      state(entry, said.sending, "sending");
      if (item._picture) {
        draw(item._picture, said.picture).then((canvas) => {
          entry._row.querySelector(".bubble").append(canvas);
          toEnd();
        });
      }
    },
    _sent(item) {
      const entry = own.get(item._id);
      if (entry && !entry._seq) state(entry, said.sent);
    },
    _failed(item, error) {
      const entry = own.get(item._id);
      state(entry, "", "failed");
      const reason = error._status === 429 ? said.slow : error._status ? error.message : said.failed;
      entry._note.replaceChildren(h("button.again", { type: "button", onclick: () => retry(item) }, reason));
    },
    _clear() {
      own.clear();
      byId.clear();
      lastDay = lastFrom = "";
      log.replaceChildren(dots);
      typing(false);
    },
  };
};
