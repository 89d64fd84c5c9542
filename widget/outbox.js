// What the visitor sends: each message has an id of its own from the first try, so that trying again keeps it once.

import { Refused } from "./wire.js";

const TRIES = 5;

const pause = (time) => new Promise((done) => setTimeout(done, time));

export const makeOutbox = (wire, show) => {
  // One after the other: messages arrive in the order in which they were written.
  let last = Promise.resolve();

  const attempt = async (item) => {
    for (let tries = 1; ; tries++) {
      try {
        if (!wire._hasToken()) await wire._session();
        wire._keep();
        if (item._picture) await wire._ask("POST", `/messages?id=${item._id}`, item._picture, item._picture.type);
        else await wire._ask("POST", "/messages", JSON.stringify({ id: item._id, ...item._body }));
        show._sent(item);
        return wire._listen();
      } catch (error) {
        const status = error instanceof Refused ? error._status : 0;
        if (status === 401) wire._reset();
        const hopeless = status >= 400 && status < 500 && status !== 401 && status !== 429;
        if (hopeless || status === 429 || tries >= TRIES) return show._failed(item, error);
        await pause(400 * 2 ** tries * (0.5 + Math.random() / 2));
      }
    }
  };

  return {
    _send(item) {
      item._id ||= crypto.randomUUID();
      show._sending(item);
      last = last.then(() => attempt(item));
      return last;
    },
  };
};
