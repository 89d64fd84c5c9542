-- What is said in public on the business's Pages and Instagram accounts.

CREATE TABLE comments (
  id         TEXT NOT NULL PRIMARY KEY,  -- keyed, over the channel and Meta's id: the same comment is found again
  channel_id TEXT NOT NULL,
  author     TEXT,                       -- the conversation that its author's name leads to, a keyed hash; NULL: not told
  at         INTEGER NOT NULL,           -- the latest word on it, by Meta's clock
  content    BLOB                        -- sealed; NULL: taken back, and nothing that comes late brings it back
) STRICT, WITHOUT ROWID;
CREATE INDEX comments_by_time ON comments (at, id);
