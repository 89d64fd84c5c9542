// The Worker's exports, around the ones that worker-build made (`built`, and the state it shares with its shim).
//
// Those are proxies: each call on one makes another proxy and two more promises, and each request a class's instance.
// All of it is for one case: the WASM has trapped, and the next call must begin with a new one. That case takes the
// proxies' way here too; every other call goes to the class behind them.
const state = globalThis.__worker_init_state;

// Every step of a future asks for a microtask, and the runtime's own function for it goes through C++ on the way there
// and back. What goes wrong in one is reported as it would be: worker-build listens for traps there.
globalThis.queueMicrotask = (task) => {
  Promise.resolve().then(() => {
    try {
      task();
    } catch (error) {
      reportError(error);
    }
  });
};

/** A call into the WASM. A trap is a RuntimeError; the next call begins anew. */
function enter(method, on, parameters) {
  try {
    return method.apply(on, parameters);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) {
      console.error("Critical", error);
      state.criticalError = true;
    }
    throw error;
  }
}

/** A new WASM after a trap: the proxies look after that whenever one of them is constructed. */
function recover(context, env) {
  if (state.criticalError) new built.default(context, env);
}

/** The class of an object for the runtime: it can be asked by RPC only if it extends DurableObject. */
function objectClass(proxy, handlers) {
  const Built = proxy.prototype.constructor;
  return class extends DurableObject {
    #half;
    #life;

    static {
      for (const handler of handlers) {
        const method = Built.prototype[handler];
        this.prototype[handler] = function (...parameters) {
          return enter(method, this.#current(), parameters);
        };
      }
    }

    /** The half in the WASM, made anew with it. */
    #current() {
      if (state.criticalError || this.#life !== state.instanceId) {
        recover(this.ctx, this.env);
        this.#half = new Built(this.ctx, this.env);
        this.#life = state.instanceId;
      }
      return this.#half;
    }
  };
}

const SOCKET_HANDLERS = ["webSocketMessage", "webSocketClose", "webSocketError"];
const Conversation = objectClass(built.Conversation, ["ask", "alarm", "fetch", ...SOCKET_HANDLERS]);
const Tenant = objectClass(built.Tenant, ["ask", "alarm"]);

const { fetch: serve, scheduled } = built.default.prototype;
const worker = {
  fetch(request, env, ctx) {
    recover(ctx, env);
    return enter(serve, { env, ctx }, [request]);
  },
  scheduled(event, env, ctx) {
    recover(ctx, env);
    return enter(scheduled, { env, ctx }, [event]);
  },
};

export { Conversation, Tenant, worker as default };
