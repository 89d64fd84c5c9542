-- Privacy: the person can be erased, and what is kept has a clock.

-- The person is being erased, with all they sent up to then. Nothing newer is taken in meanwhile.
ALTER TABLE conversation ADD COLUMN erasing INTEGER;
-- The person was erased before: nothing of before is kept, and numbers that Meta may still report on are not used again.
ALTER TABLE conversation ADD COLUMN erased_at INTEGER;
-- When it came, so that it can be forgotten in time.
ALTER TABLE early_statuses ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
-- A conversation of before has a clock from now on.
INSERT INTO jobs (key, due_at) SELECT 'retention', 0 FROM conversation;
