// The Worker on workerd without wrangler, for tests that cut the power often: wrangler takes many times longer to start
// than the runtime does. Miniflare is used as a library, because local D1 and R2 are Workers of its own. Whenever workerd
// ends, whoever killed it, this starts it again on the same state and port.
//
// Usage: node bare.mjs CONFIGURATION. Prints `listening PROCESS` each time workerd serves (workerd's id), and the Worker's
// own log, line by line.

import childProcess from "node:child_process";
import { readFileSync } from "node:fs";
import { Log, LogLevel, Miniflare, convertV4MiniflareOptions } from "miniflare";

const configuration = JSON.parse(readFileSync(process.argv[2], "utf8"));
const objects = ["Conversation", "Tenant"].map((name) => [name.toUpperCase(), { className: name, useSQLite: true }]);

// Miniflare does not say which process is the runtime.
let workerd;
const spawn = childProcess.spawn;
childProcess.spawn = (...words) => {
  workerd = spawn(...words);
  return workerd;
};

const options = convertV4MiniflareOptions({
  host: "127.0.0.1",
  port: configuration.port,
  cf: false,
  log: new Log(LogLevel.INFO),
  logRequests: true,
  unsafeTriggerHandlers: true,
  resourcePersistencePath: configuration.state,
  handleStructuredLogs: ({ message }) => process.stdout.write(`${message}\n`),
  workers: [
    {
      name: "counterhand",
      modules: [
        { type: "ESModule", path: `${configuration.build}/index.js` },
        { type: "CompiledWasm", path: `${configuration.build}/index_bg.wasm` },
      ],
      modulesRoot: configuration.build,
      compatibilityDate: configuration.compatibilityDate,
      compatibilityFlags: configuration.compatibilityFlags,
      bindings: configuration.vars,
      durableObjects: Object.fromEntries(objects),
      d1Databases: { DIRECTORY: "counterhand-directory" },
      r2Buckets: { MEDIA: "counterhand-media" },
    },
  ],
});

const runtime = new Miniflare(options);
await runtime.ready;
for (;;) {
  const ended = new Promise((resolve) => workerd.once("exit", resolve));
  process.stdout.write(`listening ${workerd.pid}\n`);
  await ended;
  await runtime.setOptions(options);
}
