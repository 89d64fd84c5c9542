-- People who go by several names, people who are blocked, and what was given up.

-- The agent does not answer them since then.
ALTER TABLE contacts ADD COLUMN blocked_at INTEGER;

-- With a phone number: the keyed hash of the business-scoped id told beside it. Numbers are given to new owners,
-- business-scoped ids are not, so a number leads only those here who have the same id or none.
ALTER TABLE aliases ADD COLUMN holder BLOB;

-- Of two that are one person's, the older one stays.
ALTER TABLE conversations ADD COLUMN created_at INTEGER;
-- Jobs and sends that were given up and wait for staff, and since when the oldest.
ALTER TABLE conversations ADD COLUMN dead_ends INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN dead_since INTEGER;
CREATE INDEX conversations_by_contact ON conversations (contact_id);
CREATE INDEX conversations_with_dead_ends ON conversations (id) WHERE dead_ends > 0;

-- Conversations that only forward to the one that has all of their person.
CREATE TABLE forwarders (
  id      TEXT NOT NULL PRIMARY KEY,
  home    TEXT NOT NULL,
  pending INTEGER NOT NULL DEFAULT 0     -- 1: it has messages of its own that it has not handed over yet
) STRICT, WITHOUT ROWID;
CREATE INDEX forwarders_pending ON forwarders (home) WHERE pending = 1;

-- Disconnected: an isolate that still routes to one of them is refused.
CREATE TABLE closed_channels (
  id        TEXT NOT NULL PRIMARY KEY,
  closed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
