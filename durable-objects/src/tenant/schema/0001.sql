-- One business: its settings, its catalog, who its customers are, and the index of its conversations.

CREATE TABLE settings (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  value   TEXT NOT NULL,                 -- JSON; holds no secret and nothing of a customer
  llm_key BLOB                           -- sealed: the tenant's own key for its model provider
) STRICT;

CREATE TABLE products (
  id          TEXT NOT NULL PRIMARY KEY, -- a UUID of version 7, so this is the order of creation
  product     TEXT NOT NULL,             -- JSON: what customers and the model may know
  floor_price INTEGER,                   -- minor units; never in the JSON above, so it cannot reach a prompt
  updated_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE contacts (
  id         TEXT NOT NULL PRIMARY KEY,
  profile    BLOB NOT NULL,              -- sealed: names and identifiers
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who is behind a name on a kind of channel, and in which conversation they last wrote under it.
CREATE TABLE aliases (
  channel_id      TEXT NOT NULL,
  hash            BLOB NOT NULL,         -- keyed, over kind and value
  contact_id      TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  PRIMARY KEY (channel_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations (
  id               TEXT NOT NULL PRIMARY KEY,
  contact_id       TEXT NOT NULL,
  channel_id       TEXT NOT NULL,
  state            TEXT NOT NULL,
  paused_until     INTEGER,
  window_closes_at INTEGER,
  last_message_at  INTEGER NOT NULL,
  next_due         INTEGER               -- coarse; lets the sweep find an alarm that was lost
) STRICT, WITHOUT ROWID;
CREATE INDEX conversations_by_time ON conversations (last_message_at, id);

-- One row a day: the daily caps read it, the charts will.
CREATE TABLE metrics (
  day   INTEGER PRIMARY KEY,             -- days since the epoch
  turns INTEGER NOT NULL DEFAULT 0
) STRICT;
