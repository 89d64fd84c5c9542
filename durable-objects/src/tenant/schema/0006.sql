-- A conversation's reports are heard in the order in which they were made, and files have a cap a day.

-- The number of the latest one; 0: of a version that sent none.
ALTER TABLE conversations ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

-- Bytes of files that were stored in a day, and files that were not because the day had no room for them.
ALTER TABLE metrics ADD COLUMN media_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE metrics ADD COLUMN media_refused INTEGER NOT NULL DEFAULT 0;
