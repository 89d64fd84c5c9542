// Meta's signature over the raw bytes.

import { createMiddleware } from "hono/factory";
import type { Env } from "./index";

const PREFIX = "sha256=";

// Secrets do not change under a running isolate.
let key: Promise<CryptoKey> | undefined;

function keyOf(secret: string): Promise<CryptoKey> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  key ??= crypto.subtle.importKey("raw", new TextEncoder().encode(secret), algorithm, false, ["verify"]);
  return key;
}

function fromHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = Number.parseInt(text.slice(index * 2, index * 2 + 2), 16);
  }
  return bytes;
}

async function isSigned(secret: string, header: string, body: Uint8Array): Promise<boolean> {
  if (!/^sha256=[0-9a-f]{64}$/.test(header)) return false;
  // `verify` compares in constant time.
  return crypto.subtle.verify("HMAC", await keyOf(secret), fromHex(header.slice(PREFIX.length)), body);
}

interface Signed {
  Bindings: Env;
  Variables: { body: Uint8Array };
}

export const bySignature = createMiddleware<Signed>(async (context, next) => {
  const header = context.req.header("x-hub-signature-256") ?? "";
  const body = new Uint8Array(await context.req.arrayBuffer());
  if (!(await isSigned(context.env.META_APP_SECRET, header, body))) {
    return context.json({ title: "Not signed" }, 401);
  }
  context.set("body", body);
  await next();
});
