-- The files of messages: what came in and has to be fetched, and what staff send. The bytes are sealed in R2; which
-- files a message has is sealed with it.

CREATE TABLE files (
  -- A UUID of version 7: the order of arrival.
  id        TEXT NOT NULL PRIMARY KEY,
  -- Its message, and which of the message's files it is; 0: staff stored it and no message has it yet.
  seq       INTEGER NOT NULL,
  part      INTEGER NOT NULL,
  -- The conversation under whose name the bytes are: another one before two were merged.
  home      TEXT NOT NULL,
  state     TEXT NOT NULL CHECK (state IN ('wanted', 'stored', 'failed', 'gone')),
  kind      TEXT NOT NULL,
  mime_type TEXT,
  size      INTEGER,
  -- Why it failed or is gone, or why the last try did not succeed.
  reason    TEXT,
  -- What becomes of a sound as words: NULL (not asked for), wanted, heard, failed.
  words     TEXT,
  attempt   INTEGER NOT NULL DEFAULT 0,
  -- When it is fetched, heard or deleted next; NULL: nothing is left to do.
  due_at    INTEGER,
  -- When it came here, by our clock.
  at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
