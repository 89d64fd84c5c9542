// The floor: what any Worker pays that hands a request to an object which stores it. It checks nothing, reads nothing,
// and learns the conversation from a header that only the load generator sends.

export class Store {
  constructor(context) {
    this.sql = context.storage.sql;
    this.sql.exec("CREATE TABLE IF NOT EXISTS bodies (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT");
  }

  async fetch(request) {
    this.sql.exec("INSERT INTO bodies (body) VALUES (?)", await request.text());
    return new Response();
  }
}

export default {
  fetch(request, env) {
    if (request.method !== "POST") return new Response();
    return env.STORE.getByName(request.headers.get("x-conversation")).fetch(request);
  },
};
