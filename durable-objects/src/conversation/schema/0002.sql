-- Sending finds what is left without looking through the thread, and a status costs the row of its message alone.

-- Nothing before this message waits to be sent.
ALTER TABLE conversation ADD COLUMN outbox_from INTEGER NOT NULL DEFAULT 0;
-- What the last turn cost, in millionths of a US dollar, until the tenant has heard of it.
ALTER TABLE conversation ADD COLUMN unreported_cost INTEGER NOT NULL DEFAULT 0;
-- Meta's time of its latest word on the message.
ALTER TABLE messages ADD COLUMN status_at INTEGER;
