// The visitor's data: what is kept, how to be reached later, taking it along, having it erased.

import { h } from "./dom.js";
import { save } from "./parts.js";

export const makeRights = (said, session, wire, erased) => {
  const news = h("p.news", { role: "status" });
  const has = wire._hasStored();

  const act = (work) => async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    news.textContent = "";
    try {
      await work(form);
    } catch (error) {
      news.textContent = error._status ? error.message : said.offline;
    }
  };

  const field = (name, type, label, autocomplete) =>
    h("label", {}, label, h("input", { name, type, autocomplete, dir: "ltr", maxlength: 254 }));

  const reach = h(
    "form",
    {
      novalidate: true,
      onsubmit: act(async (form) => {
        const left = Object.fromEntries(new FormData(form));
        await wire._ask("POST", "/details", JSON.stringify(left));
        news.textContent = said.saved;
      }),
    },
    h("h3", {}, said.reach),
    field("email", "email", said.email, "email"),
    field("phone", "tel", said.phone, "tel"),
    h("button.wide", { type: "submit" }, said.save),
  );

  const download = h("button.wide", {
    type: "button",
    onclick: act(async () => save(await (await wire._ask("GET", "/data")).blob(), "conversation.json")),
  }, said.download);

  const sure = h("div.sure", { hidden: true },
    h("p", {}, said.sure),
    h("button.wide.call", {
      type: "button",
      onclick: act(async () => {
        const done = await (await wire._ask("DELETE", "/data")).json();
        erased();
        page.replaceChildren(
          h("p", { role: "status" }, said.erased, " ", h("code", { dir: "ltr" }, done.confirmation_code)),
          h("a.wide", { href: done.url, target: "_blank", rel: "noopener" }, said.status),
        );
      }),
    }, said.erase),
    h("button.wide", { type: "button", onclick: () => ask(false) }, said.cancel),
  );
  const erase = h("button.wide.call", { type: "button", onclick: () => ask(true) }, said.erase);
  const ask = (on) => {
    sure.hidden = !on;
    erase.hidden = on;
    (on ? sure.querySelector("button") : erase).focus();
  };

  const about = said.about.replace("{shop}", session.shop.name);
  const kept = said.kept.replace("{n}", session.kept_days);
  const page = h("div.rights", {},
    h("p", { dir: "auto" }, about), h("p", {}, kept),
    session.shop.contact && h("p", { dir: "auto" }, session.shop.contact),
    ...(has ? [reach, download, erase, sure] : []), news);
  return page;
};
