// What the server told last, what is chosen, and how to ask for more.

/** One for the whole page. */
export const state = {
  /** As the server sent it; null before that. */
  picture: null,
  /** The chat on the phone. */
  chosen: '',
  /** The id of a line, or `website`. */
  line: '',
  /** The message whose words are being changed. */
  editing: '',
  /** What was typed and not sent, by chat. */
  drafts: new Map(),
  /** How far the server's clock is ahead. */
  skew: 0,
};

/** The line that is no phone. */
export const WEBSITE = 'website';

const PRODUCTS = { whatsapp: 'WhatsApp', instagram: 'Instagram', messenger: 'Messenger' };
/** Where a product stands in the row of devices. */
export const placeOf = (product) => Object.keys(PRODUCTS).indexOf(product);
export const nameOf = (product) => PRODUCTS[product];
export const currentChat = () => state.picture?.chats.find((chat) => chat.id === state.chosen);
export const numberOf = (chat) => state.picture.numbers.find((number) => number.id === chat.number);
export const productOf = (chat) => numberOf(chat).product;
export const now = () => Date.now() + state.skew;

async function answered(answer) {
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(json.problem || `The simulator answered ${answer.status}.`);
  return json;
}

export async function ask(path, body) {
  const headers = { 'content-type': 'application/json' };
  return answered(await fetch(`/phone/${path}`, { method: 'POST', headers, body: JSON.stringify(body) }));
}

export async function upload(customer, file) {
  const headers = { 'content-type': file.type, 'x-file-name': encodeURIComponent(file.name) };
  return answered(await fetch(`/phone/file?customer=${encodeURIComponent(customer)}`, { method: 'POST', headers, body: file }));
}
