-- A conversation's reports are heard in the order in which they were made.

-- The number of the latest one; 0: of a version that sent none.
ALTER TABLE conversations ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
