-- Contacts that staff join across channels, and take apart again.

-- Ids of contacts that became part of another one: who holds an old id hears of the one that stayed.
CREATE TABLE joined (
  id         TEXT NOT NULL PRIMARY KEY,
  contact_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The contact that staff took this one out of: asking for it twice is done once.
ALTER TABLE contacts ADD COLUMN split_from TEXT;
-- 1: the conversation has not asked yet whose it is now.
ALTER TABLE conversations ADD COLUMN unaware INTEGER NOT NULL DEFAULT 0;
