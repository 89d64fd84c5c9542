// The panel: head, thread, composer, and the page about the visitor's data.

import { h, icon, iconButton, ICONS } from "./dom.js";
import { makeOutbox } from "./outbox.js";
import { prepare } from "./pictures.js";
import { makeRights } from "./rights.js";
import { makeThread } from "./thread.js";

/** Names that are the same in every language. */
const UNFIT = "JPEG, PNG, WebP, GIF ≤ 5 MB";

export const makePanel = (said, language, wire, isPage, onClose, onUnread) => {
  let session;
  let isOpen = false;
  let unread = 0;
  let isPerson = false;
  let isLong = false;

  const press = (button) => outbox._send({ _body: { button }, _shown: button.title });
  const thread = makeThread(said, language, wire, press, (item) => outbox._send(item));
  const outbox = makeOutbox(wire, thread);

  const title = h("bdi");
  const under = h("p.under", { role: "status" });
  const notice = h("p.notice", { role: "status" });
  const back = iconButton("tool.back", said.back, ICONS.back, () => showRights(false));
  const data = iconButton("tool", said.data, ICONS.data, () => showRights(true));
  const head = h("header", {}, back, h("div.mark", {}, icon(ICONS.chat)), h("div.names", {}, h(isPage ? "h1" : "h2", {}, title), under), data,
    isPage ? null : iconButton("tool", said.close, ICONS.close, () => onClose()));
  back.hidden = true;

  const box = h("textarea", { rows: 1, dir: "auto", "aria-label": said.write, placeholder: said.write, enterkeyhint: "send" });
  const chooser = h("input", { type: "file", accept: "image/jpeg,image/png,image/webp,image/gif", hidden: true, multiple: true, tabindex: -1 });
  const go = h("button.go", { type: "submit", "aria-label": said.send, title: said.send, disabled: true }, icon(ICONS.send));
  const kept = h("p.kept", {});
  const composer = h("form.composer", {}, iconButton("tool", said.picture, ICONS.picture, () => chooser.click()), chooser, box, go);
  const rights = h("div.page", { hidden: true });
  const root = h(isPage ? "main.panel.page-wide" : "div.panel", isPage ? {} : { role: "dialog", "aria-label": said.open, hidden: true },
    head, thread._log, rights, notice, kept, composer);

  const tell = (text) => (notice.textContent = text || "");
  const fit = () => {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 120)}px`;
    // Counted as the shop counts. What is too long stays as it is, to be made shorter.
    const { length } = [...box.value.trim()];
    const most = session?.limits.text;
    if (isLong || length > most) tell(length > most && `${length} / ${most}`);
    isLong = length > most;
    go.disabled = !length || isLong;
  };

  const send = () => {
    const text = box.value.trim();
    if (go.disabled) return;
    box.value = "";
    fit();
    tell();
    kept.hidden = true;
    outbox._send({ _body: { text }, _shown: text });
  };

  const sendPictures = async (files) => {
    tell();
    for (const file of files) {
      const picture = await prepare(file);
      if (!picture) {
        tell(UNFIT);
        continue;
      }
      kept.hidden = true;
      outbox._send({ _picture: picture });
    }
  };

  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  box.addEventListener("input", fit);
  box.addEventListener("keydown", (event) => {
    // Enter also ends the choice of a character in Chinese or Japanese.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  box.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (files.length) {
      event.preventDefault();
      sendPictures(files);
    }
  });
  chooser.addEventListener("change", () => {
    sendPictures([...chooser.files]);
    chooser.value = "";
  });

  const showRights = (on) => {
    if (on && !session) return;
    back.hidden = rights.hidden = !on;
    data.hidden = thread._log.hidden = composer.hidden = on;
    kept.hidden = on || wire._hasStored();
    if (on) {
      rights.replaceChildren(h("h2", {}, said.data), makeRights(said, session, wire, () => {
        wire._reset();
        thread._clear();
        greet();
      }));
      back.focus();
    } else {
      data.focus();
      thread._toEnd();
    }
  };

  const greet = () =>
    thread._log.prepend(
      h("div.hello", {}, h("div.mark", {}, icon(ICONS.chat)), h("p", { dir: "auto" }, session.disclosure || said.open)),
    );

  /** Who answers: a person, the assistant under its name, or whoever comes. */
  const who = () => {
    root.classList.toggle("with-person", isPerson);
    if (session) under.textContent = isPerson ? said.personHere : session.agent.on ? session.agent.name || said.assistant : "";
  };

  const begin = async () => {
    tell();
    try {
      session = await wire._session();
    } catch (error) {
      session = undefined;
      return tell(error._status ? said.unavailable : said.offline);
    }
    title.textContent = session.shop.name;
    who();
    kept.textContent = said.kept.replace("{n}", session.kept_days);
    kept.hidden = wire._hasStored();
    fit();
    greet();
  };

  const seen = () => {
    if (isOpen && unread && !document.hidden) {
      unread = 0;
      onUnread(0);
      wire._seen();
    }
  };
  document.addEventListener("visibilitychange", seen);

  /** Tab stays inside while the panel covers the page. */
  const trap = (event) => {
    if (event.key === "Escape" && !isPage) return onClose();
    if (event.key !== "Tab" || isPage) return;
    const all = [...root.querySelectorAll("button,textarea,input,a[href],[tabindex='0']")].filter(
      (element) => !element.disabled && element.tabIndex >= 0 && element.getClientRects().length,
    );
    const at = root.getRootNode().activeElement;
    const edge = event.shiftKey ? all[0] : all[all.length - 1];
    if (at === edge) {
      event.preventDefault();
      (event.shiftKey ? all[all.length - 1] : all[0]).focus();
    }
  };
  root.addEventListener("keydown", trap);

  return {
    _root: root,
    async _open() {
      isOpen = true;
      root.hidden = false;
      if (!session) await begin();
      if (isOpen) box.focus();
      thread._toEnd();
      if (wire._hasStored()) wire._listen();
      seen();
    },
    _close() {
      isOpen = false;
      root.hidden = true;
    },
    _hear: {
      _news(messages, state) {
        messages.forEach(thread._show);
        thread._seen(state.seen);
        isPerson = state.person;
        who();
        unread += messages.filter((message) => message.from !== "you").length;
        if (!isOpen) onUnread(unread);
        seen();
      },
      _typing: thread._typing,
      _online: (on) => tell(on ? "" : said.offline),
      _gone() {
        thread._clear();
        isPerson = false;
        who();
        if (session) greet();
      },
    },
  };
};
