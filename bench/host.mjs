// Runs one contender on workerd, without wrangler and without the proxy of its dev server: Miniflare is used as a
// library, only because local D1 and R2 are Workers of its own. Clients speak to a socket that workerd itself opens for
// the contender (`unsafeDirectSockets`), so neither the dev server's proxy nor Miniflare's entry Worker is on the way.
//
// Usage: node host.mjs CONFIGURATION. Prints `listening DIRECT ENTRY PROCESS` once (the addresses of the socket and of
// the entry Worker, and this process), and the Worker's own log, line by line.

import { readFileSync } from "node:fs";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";

const configuration = JSON.parse(readFileSync(process.argv[2], "utf8"));

const objects = Object.fromEntries(
  Object.entries(configuration.objects).map(([binding, className]) => [binding, { className, useSQLite: true }]),
);

const runtime = new Miniflare(
  convertV4MiniflareOptions({
    host: "127.0.0.1",
    port: configuration.entryPort,
    cf: false,
    logRequests: false,
    resourcePersistencePath: configuration.state,
    handleStructuredLogs: ({ message }) => process.stdout.write(`${message}\n`),
    workers: [
      {
        name: configuration.name,
        modules: configuration.modules,
        modulesRoot: configuration.modulesRoot,
        compatibilityDate: configuration.compatibilityDate,
        compatibilityFlags: configuration.compatibilityFlags,
        bindings: configuration.vars,
        durableObjects: objects,
        d1Databases: configuration.databases,
        r2Buckets: configuration.buckets,
        unsafeDirectSockets: [{ host: "127.0.0.1", port: configuration.port }],
      },
    ],
  }),
);

async function end() {
  await runtime.dispose();
  process.exit(0);
}
process.on("SIGTERM", end);
process.on("SIGINT", end);

const entry = await runtime.ready;
const direct = await runtime.unsafeGetDirectURL();
for (const [binding, statements] of Object.entries(configuration.setup)) {
  const database = await runtime.getD1Database(binding);
  await database.batch(statements.map((statement) => database.prepare(statement)));
}
process.stdout.write(`listening ${direct.origin} ${entry.origin} ${process.pid}\n`);
