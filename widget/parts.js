// What a message is made of besides its words: buttons, choices, links, places, products, files.

import { h, icon, ICONS } from "./dom.js";
import { draw } from "./pictures.js";

const isWeb = (url) => /^https?:\/\//i.test(url || "");

/** In the direction of its own words. */
const written = (kind, text) => h(kind, { dir: "auto" }, text);

const link = (kind, url, ...children) =>
  h(kind, { href: url, target: "_blank", rel: "noopener noreferrer nofollow" }, ...children);

/** Words with their addresses as links. */
export const words = (text) => {
  const pieces = text.split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/i);
  return h("p", { dir: "auto" }, ...pieces.map((piece, at) => (at % 2 ? link("a", piece, piece) : piece)));
};

const picture = (url, name) => {
  // The page's policy may forbid it; then the card is as good without.
  const image = h("img", { src: url, alt: name || "", loading: "lazy", referrerpolicy: "no-referrer" });
  image.onerror = () => image.remove();
  return image;
};

const choice = (title, note, onclick) =>
  h("button.choice", { type: "button", onclick }, written("span", title), note && written("small", note));

/** Buttons whose press is a message; afterwards they have had their turn. */
const choices = (items, press) => {
  const box = h("div.choices", {});
  for (const { id, title, description } of items) {
    box.append(
      choice(title, description, () => {
        box.querySelectorAll("button").forEach((button) => (button.disabled = true));
        press({ id, title });
      }),
    );
  }
  return box;
};

const card = (product, press) => {
  const { title, subtitle, price, image_url, url, buttons } = product;
  const face = [
    isWeb(image_url) && picture(image_url, title),
    written("b", title || ""),
    subtitle && written("span", subtitle),
    price && written("span.price", price),
  ].filter(Boolean);
  const pressed = (buttons || []).filter((button) => button.payload || button.id);
  const body = isWeb(url) ? link("a.card", url, ...face) : h("div.card", {}, ...face);
  return h("div.product", { role: "listitem" }, body,
    pressed.length ? choices(pressed.map(({ payload, id, title }) => ({ id: payload || id, title })), press) : null);
};

/** What an interactive message has to press: the forms that WhatsApp and Messenger use, so that one message fits all. */
const interactive = (content, press) => {
  const { type, header, footer, action = {} } = content;
  const parts = [];
  const media = header && (header.image || header.document || header.video);
  if (header && header.text) parts.push(written("b.head", header.text));
  if (media && header.image && isWeb(media.link)) parts.push(picture(media.link, ""));
  if (footer) parts.push(written("small.foot", footer.text));
  if (type === "button") parts.push(choices((action.buttons || []).map((button) => button.reply), press));
  if (type === "list") {
    for (const section of action.sections || []) {
      if (section.title) parts.push(written("small.foot", section.title));
      parts.push(choices(section.rows || [], press));
    }
  }
  if (type === "cta_url" && isWeb((action.parameters || {}).url)) {
    parts.push(link("a.choice", action.parameters.url, written("span", action.parameters.display_text)));
  }
  return parts;
};

/** All that a message shows below its words. */
export const extras = (message, press) => {
  const content = message.content;
  if (!content || message.from === "you") return [];
  if (message.kind === "interactive") return interactive(content, press);
  const products = content.products || content.elements || (content.payload || {}).elements;
  if (Array.isArray(products)) {
    return [h("div.products", { role: "list" }, ...products.map((product) => card(product, press)))];
  }
  if (message.kind === "location" && content.latitude != null) {
    const { latitude, longitude } = content;
    const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
    return [link("a.choice", map, written("span", content.name || content.address || `${latitude}, ${longitude}`))];
  }
  if (isWeb(content.link)) {
    return [message.kind === "image" ? picture(content.link, content.caption) : link("a.choice", content.link, content.filename || content.link)];
  }
  return [];
};

const save = (blob, name) => {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 6e4);
};

/** A file of the conversation: a picture is shown, anything else is offered. */
export const file = (media, wire, said) => {
  const box = h("div.file", {});
  const load = async () => (await wire._ask("GET", `/files/${media.id}`)).blob();
  const name = media.filename || `${media.kind}.${(media.mime_type || "").split(/[/;]/)[1] || "bin"}`;
  if (media.state !== "stored") {
    box.append(h("small", {}, media.state === "wanted" ? "…" : said.gone));
  } else if (media.kind === "image" || media.kind === "sticker") {
    load()
      .then(async (blob) => {
        const canvas = await draw(blob, said.picture);
        box.append(h("button.shot", { type: "button", "aria-label": said.download, onclick: () => save(blob, name) }, canvas));
      })
      .catch(() => box.append(h("small", {}, said.gone)));
  } else {
    box.append(
      h("button.choice", { type: "button", onclick: () => load().then((blob) => save(blob, name), () => {}) },
        icon(ICONS.file), h("bdi", {}, name)),
    );
  }
  return box;
};

export { save };
