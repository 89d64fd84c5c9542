-- The templates of the business's WhatsApp accounts, as Meta has them, and how Meta stands to its numbers.

CREATE TABLE templates (
  account_id TEXT NOT NULL,              -- Meta's id of the WhatsApp Business Account
  name       TEXT NOT NULL,
  language   TEXT NOT NULL,
  status     TEXT NOT NULL,              -- Meta's word; may be newer than the one inside `template`
  category   TEXT NOT NULL,              -- likewise
  reason     TEXT,                       -- why Meta refused or stopped it, by Meta's name
  template   TEXT NOT NULL,              -- JSON: the parts, which are the business's own words
  synced_at  INTEGER NOT NULL,           -- how old the row's word is by our clock: an older sync does not change it
  told_at    INTEGER,                    -- the newest event, by Meta's clock: events come late and in any order
  PRIMARY KEY (account_id, name, language)
) STRICT, WITHOUT ROWID;

-- One row for each account that was ever synced or should be.
CREATE TABLE template_syncs (
  account_id TEXT NOT NULL PRIMARY KEY,
  synced_at  INTEGER,                    -- when the last whole sync began
  due_at     INTEGER,                    -- when the next one is wanted; NULL: nobody asks for one
  attempt    INTEGER NOT NULL DEFAULT 0,
  failure    TEXT                        -- why the last one did not succeed, for the owner
) STRICT, WITHOUT ROWID;

-- The newest word on each topic.
CREATE TABLE health (
  channel_id TEXT NOT NULL,
  topic      TEXT NOT NULL,
  note       TEXT NOT NULL,              -- JSON: how bad it is, what stops, until when, a sentence for the owner
  at         INTEGER NOT NULL,           -- by Meta's clock
  PRIMARY KEY (channel_id, topic)
) STRICT, WITHOUT ROWID;

-- How fast a number may send, where somebody said so.
CREATE TABLE numbers (
  channel_id TEXT NOT NULL PRIMARY KEY,
  throughput INTEGER NOT NULL,           -- messages a second
  is_chosen  INTEGER NOT NULL            -- by the owner, rather than told by Meta
) STRICT, WITHOUT ROWID;
