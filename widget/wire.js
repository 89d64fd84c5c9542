// The wire: requests with the visitor's token, and a socket that brings news. Whatever the socket should have brought
// is also found by asking with the cursor, so it may fail as it likes: nothing is lost, nothing comes twice.

const PROTOCOL = "counterhand.v1";
const PING = 25e3;
const PONG = 8e3;
const SOONEST = 500;
const LATEST = 2e4;
/** After so many failures in a row the socket is tried only now and then: something on the way may forbid it. */
const STUBBORN = 3;
/** Most recent messages that a page begins with. */
const RECENT = -60;
/** Codes of ours from here on: the conversation is gone, or too many pages are open. */
const FINAL = 4000;

/** A failure that the server explained. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title);
    this._status = status;
  }
}

export const makeWire = (base, shop, store, hear) => {
  const address = `${base}/chat/${shop}`;
  let token = store._token();
  let cursor = 0;
  /** The first message that is shown. */
  let first = 0;
  let socket;
  let timer;
  let pings;
  let failures = 0;
  let wanted = false;
  let asking = false;

  const ask = async (method, path, body, type = "application/json") => {
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    if (body) headers["content-type"] = type;
    const answer = await fetch(address + path, {
      method, headers, body, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer",
    });
    if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => ({})));
    return answer;
  };

  const take = (news) => {
    if (!news) return;
    const fresh = news.messages.filter((message) => message.seq > cursor);
    cursor = Math.max(cursor, news.cursor);
    first ||= fresh[0]?.seq;
    hear._news(fresh, news.state);
  };

  const reset = () => {
    stop();
    store._forget();
    token = undefined;
    cursor = first = 0;
  };

  const poll = async () => {
    for (let more = true; more; ) {
      const news = await (await ask("GET", `/messages?after=${cursor || RECENT}`)).json();
      if (!news.begun) {
        if (cursor) {
          reset();
          hear._gone();
        }
        return false;
      }
      take(news);
      more = news.more;
    }
    return true;
  };

  const later = () => {
    if (!wanted) return;
    clearTimeout(timer);
    const wait = Math.min(LATEST, SOONEST * 2 ** Math.min(failures, 6));
    // Not all pages at the same moment after a restart.
    timer = setTimeout(connect, wait * (0.5 + Math.random() / 2));
  };

  const drop = () => {
    clearInterval(pings);
    if (socket) {
      socket.onclose = socket.onmessage = socket.onerror = null;
      socket.close();
      socket = undefined;
    }
  };

  const lost = () => {
    drop();
    failures++;
    later();
  };

  const listen = () => {
    socket = new WebSocket(`${address.replace(/^http/, "ws")}/socket?after=${cursor}`, [PROTOCOL, token]);
    let deaf;
    socket.onopen = () => {
      failures = 0;
      hear._online(true);
      pings = setInterval(() => {
        socket.send("ping");
        clearTimeout(deaf);
        deaf = setTimeout(lost, PONG);
      }, PING);
    };
    socket.onmessage = ({ data }) => {
      clearTimeout(deaf);
      if (data === "pong") return;
      const frame = JSON.parse(data);
      if (frame.type === "news") take(frame);
      else if (frame.type === "typing") hear._typing(frame.on);
      else if (frame.type === "gone") {
        reset();
        hear._gone();
      }
    };
    socket.onclose = (event) => {
      clearTimeout(deaf);
      if (event.code >= FINAL) return drop();
      lost();
    };
  };

  const connect = async () => {
    clearTimeout(timer);
    if (!wanted || !token || socket || asking) return;
    asking = true;
    try {
      // Before the socket: it shows whether there is a conversation, and serves where sockets are forbidden.
      const begun = await poll();
      hear._online(true);
      if (begun && (failures < STUBBORN || failures % 8 === 0)) listen();
      else if (begun) {
        failures++;
        later();
      }
    } catch (error) {
      if (error._status === 401) reset();
      else {
        hear._online(false);
        failures++;
        later();
      }
    } finally {
      asking = false;
    }
  };

  const stop = () => {
    wanted = false;
    clearTimeout(timer);
    drop();
  };

  const soon = () => {
    if (!wanted || socket || document.hidden) return;
    failures = Math.min(failures, STUBBORN - 1);
    connect();
  };
  addEventListener("online", soon);
  document.addEventListener("visibilitychange", soon);

  return {
    _ask: ask,
    _hasToken: () => !!token,
    /** What the page shows, and a token where there is none. */
    async _session() {
      const session = await (await ask("POST", "/session")).json();
      token = session.token;
      if (store._token()) store._keep(token);
      return session;
    },
    /** Another page of this shop may have begun meanwhile: one visitor, one conversation. */
    _keep() {
      token = store._token() || token;
      store._keep(token);
    },
    /** What was said before that, a part at a time; nothing more: that was all. */
    async _earlier() {
      if (!(first > 1)) return [];
      const after = Math.max(0, first + RECENT - 1);
      const { messages } = await (await ask("GET", `/messages?after=${after}`)).json();
      const earlier = messages.filter((message) => message.seq < first);
      // Unless all of it was erased meanwhile.
      first = first && after + 1;
      return earlier;
    },
    _listen() {
      wanted = true;
      connect();
    },
    _seen: () => ask("POST", "/seen", JSON.stringify({ cursor })).catch(() => {}),
    _reset: reset,
  };
};
