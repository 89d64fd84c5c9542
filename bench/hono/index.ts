// The peer: the webhook's job as a careful team would write it in TypeScript with Hono. It verifies Meta's signature,
// parses, resolves the channel, and has the conversation's object keep each message once and wake up when the customer
// has finished. It does not seal what it stores, nor hide the names of people: in that it does less than Counterhand.

import { Hono } from "hono";
import { bySignature } from "./signature";
import { channelOf } from "./channels";
import { messagesIn, type Message } from "./events";
import type { Conversation } from "./conversation";

export { Conversation } from "./conversation";

export interface Env {
  META_APP_SECRET: string;
  DIRECTORY: D1Database;
  CONVERSATION: DurableObjectNamespace<Conversation>;
}

const app = new Hono<{ Bindings: Env; Variables: { body: Uint8Array } }>();

app.get("/healthz", (context) => context.json({ status: "ok" }));

app.post("/webhooks/meta", bySignature, async (context) => {
  let events: Message[];
  try {
    events = messagesIn(context.get("body"));
  } catch {
    return context.json({ title: "Malformed request" }, 400);
  }
  const batches = await byConversation(context.env, events);
  const counts = await Promise.all(
    [...batches].map(([name, messages]) => context.env.CONVERSATION.getByName(name).ingest(messages)),
  );
  const kept = counts.reduce((sum, count) => sum + count, 0);
  if (kept < events.length) console.log(JSON.stringify({ level: "info", message: "delivery", kept }));
  return context.body(null, 200);
});

async function byConversation(env: Env, events: Message[]): Promise<Map<string, Message[]>> {
  const batches = new Map<string, Message[]>();
  for (const event of events) {
    const channel = await channelOf(env.DIRECTORY, event.phoneNumberId);
    if (!channel) continue;
    const name = `${channel.tenantId}/${channel.id}/${event.from}`;
    const batch = batches.get(name);
    if (batch) batch.push(event);
    else batches.set(name, [event]);
  }
  return batches;
}

export default app;
