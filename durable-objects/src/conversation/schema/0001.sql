-- One conversation: one contact on one channel. Its messages, its turns, and the work that is due.

CREATE TABLE conversation (
  id               INTEGER PRIMARY KEY CHECK (id = 1),
  contact_id       TEXT NOT NULL,
  channel_id       TEXT NOT NULL,
  channel_kind     TEXT NOT NULL,
  person           BLOB NOT NULL,              -- sealed: the names the person goes by, to send to
  moved_to         TEXT,                       -- this person's conversation under an older name; then only forwards
  state            TEXT NOT NULL DEFAULT 'open',
  epoch            INTEGER NOT NULL DEFAULT 0, -- whatever supersedes a turn increments it
  agent_on         INTEGER NOT NULL,           -- as the tenant last said: whether the customer may see typing
  answered_seq     INTEGER NOT NULL DEFAULT 0, -- inbound messages up to here have had their turn
  human_seq        INTEGER NOT NULL DEFAULT 0, -- a person took over here: nothing the agent planned before is sent
  context_seq      INTEGER NOT NULL DEFAULT 0, -- the model reads nothing up to here: the matter was resolved
  paused_until     INTEGER,
  window_closes_at INTEGER,
  last_message_at  INTEGER NOT NULL,
  last_status_at   INTEGER,
  disclosed_at     INTEGER                     -- when the agent last said what it is
) STRICT;

CREATE TABLE messages (
  seq          INTEGER PRIMARY KEY,            -- order of arrival in this object
  id           TEXT NOT NULL,
  provider_key BLOB,                           -- keyed hash of Meta's id, which itself contains the phone number
  about_key    BLOB,                           -- the same of the message that an edit or a revocation is about
  direction    TEXT NOT NULL CHECK (direction IN ('inbound', 'outbound')),
  author       TEXT NOT NULL CHECK (author IN ('customer', 'agent', 'member', 'system')),
  kind         TEXT NOT NULL,
  content      BLOB NOT NULL,                  -- sealed
  status       TEXT NOT NULL,
  error_code   INTEGER,
  attempt      INTEGER NOT NULL DEFAULT 0,
  at           INTEGER NOT NULL,               -- Meta's time for what came in, ours for what goes out
  sent_at      INTEGER                         -- when it was last handed to Meta
) STRICT;
CREATE UNIQUE INDEX messages_by_provider_key ON messages (provider_key) WHERE provider_key IS NOT NULL;
-- Only edits and revocations have one, and they may come before the message that they are about.
CREATE INDEX messages_by_about_key ON messages (about_key) WHERE about_key IS NOT NULL;

-- The queue: one row for each thing to do, the alarm is the earliest due_at. While a job runs, due_at is its watchdog.
CREATE TABLE jobs (
  key     TEXT NOT NULL PRIMARY KEY,
  due_at  INTEGER NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  claimed INTEGER NOT NULL DEFAULT 0,          -- an instance runs it; a new instance finds the old one's claims
  dead    TEXT,                                -- why it was given up; it stays to be seen and replayed
  payload TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE turns (
  id         TEXT NOT NULL PRIMARY KEY,        -- a UUID of version 7: the order of beginning
  epoch      INTEGER NOT NULL,
  outcome    TEXT NOT NULL,                    -- thinking, then how it ended
  started_at INTEGER NOT NULL,
  trace      BLOB NOT NULL                     -- sealed
) STRICT, WITHOUT ROWID;

-- Statuses that came before the answer to their own send, by the same keyed hash.
CREATE TABLE early_statuses (
  provider_key BLOB NOT NULL PRIMARY KEY,
  status       TEXT NOT NULL,
  error_code   INTEGER
) STRICT, WITHOUT ROWID;

-- What members asked for, so that asking twice sends once.
CREATE TABLE requests (
  hash BLOB NOT NULL PRIMARY KEY,              -- keyed, over the Idempotency-Key
  seq  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
