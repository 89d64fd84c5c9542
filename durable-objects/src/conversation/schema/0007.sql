-- Another app answers the person at the moment (Messenger, Instagram): nothing is said from here.
ALTER TABLE conversation ADD COLUMN other_app INTEGER NOT NULL DEFAULT 0;
-- Since when it is as it is, by the channel's clock.
ALTER TABLE conversation ADD COLUMN thread_at INTEGER;
