// What `entry.js` does, around a stand-in for worker-build's shim. Put around the entry by the test in `entry.rs`.

import assert from "node:assert";

class DurableObject {
  constructor(ctx, env) {
    Object.assign(this, { ctx, env });
  }
}

globalThis.__worker_init_state = { criticalError: false, instanceId: 0 };
globalThis.reportError = (error) => reported.push(error.message);
console.error = () => {};
const reported = [];
let constructedByProxy = 0;

/** As worker-build's: whoever is constructed after a trap finds a new WASM. */
const proxied = (Class) =>
  new Proxy(Class, {
    construct(target, parameters) {
      constructedByProxy += 1;
      const shared = globalThis.__worker_init_state;
      if (shared.criticalError) Object.assign(shared, { criticalError: false, instanceId: shared.instanceId + 1 });
      return Reflect.construct(target, parameters);
    },
  });

class Half {
  constructor(ctx, env) {
    Object.assign(this, { ctx, env, madeIn: globalThis.__worker_init_state.instanceId });
  }
  async ask(name) {
    return `${name} in ${this.madeIn}`;
  }
  alarm() {
    throw new WebAssembly.RuntimeError("unreachable");
  }
  fetch() {
    throw new Error("refused");
  }
  webSocketMessage() {}
  webSocketClose() {}
  webSocketError() {}
}
class Door {
  fetch(request) {
    return `${request} with ${this.env.name}`;
  }
  scheduled() {
    throw new WebAssembly.RuntimeError("unreachable");
  }
}
const built = { Conversation: proxied(Half), Tenant: proxied(class extends Half {}), default: proxied(Door) };

// ENTRY

const env = { name: "env" };
const one = new Conversation({}, env);
assert(one instanceof DurableObject);
assert.equal(await one.ask("a"), "a in 0");
assert.equal(worker.fetch("request", env, {}), "request with env");
assert.equal(constructedByProxy, 0, "nothing has trapped");

assert.throws(() => one.fetch(), /refused/);
assert.equal(await one.ask("b"), "b in 0", "an error is no trap");

assert.throws(() => one.alarm(), WebAssembly.RuntimeError);
assert.equal(await one.ask("c"), "c in 1", "a new WASM");
const other = new Tenant({}, env);
assert.equal(await other.ask("d"), "d in 1");
assert.equal(constructedByProxy, 1, "once for each trap");

assert.throws(() => worker.scheduled({}, env, {}), WebAssembly.RuntimeError);
assert.equal(worker.fetch("request", env, {}), "request with env");
assert.equal(await one.ask("e"), "e in 2", "whoever made it new, all go with it");

queueMicrotask(() => {
  throw new Error("in a microtask");
});
await new Promise((resolve) => setTimeout(resolve));
assert.deepEqual(reported, ["in a microtask"]);
