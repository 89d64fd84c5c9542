-- A send whose outcome is unknown is told apart from one that was refused before.

-- How often nobody could say what became of it: it is sent again once, however often Meta refused it for a while.
ALTER TABLE messages ADD COLUMN doubts INTEGER NOT NULL DEFAULT 0;
-- Of the sends that are in doubt now only all attempts together are known.
UPDATE messages SET doubts = attempt WHERE status = 'unknown';
