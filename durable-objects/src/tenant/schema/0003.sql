-- Privacy: who may be written to first, who was erased, and which erasures are under way.

-- What somebody said about being written to first. Survives their erasure: a keyed hash is all that is kept of them.
CREATE TABLE consents (
  hash    BLOB NOT NULL PRIMARY KEY,   -- keyed, over the kind of channel, and the kind and value of a name
  consent TEXT NOT NULL,
  since   INTEGER NOT NULL,            -- when they said it, by the channel's clock
  before  TEXT NOT NULL,               -- what held until then, so that telling it twice has the same answer
  source  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Meta sends an event again for days: what is older than this comes from somebody who is gone.
CREATE TABLE erased (
  name      TEXT NOT NULL PRIMARY KEY, -- a conversation, or a channel and the keyed hash of a name on it
  erased_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What an erasure still has to reach. Once done it stays for as long as a recovery copy could bring the person back.
CREATE TABLE erasures (
  code          TEXT NOT NULL PRIMARY KEY,
  contact_id    TEXT,
  conversations TEXT NOT NULL,         -- JSON: their ids, which are keyed hashes
  erased_at     INTEGER NOT NULL,
  source        TEXT NOT NULL,
  done_at       INTEGER
) STRICT, WITHOUT ROWID;
