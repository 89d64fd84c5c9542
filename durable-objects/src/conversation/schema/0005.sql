-- A conversation knows all names of its person, those given up too, and can become part of an older one.

-- Sealed: what the person calls themselves, and the names that they gave up.
ALTER TABLE conversation ADD COLUMN profile BLOB;
-- Staff blocked the person, as the tenant last said: nobody shows them ticks and typing.
ALTER TABLE conversation ADD COLUMN blocked INTEGER NOT NULL DEFAULT 0;
-- The business disconnected the channel: nothing is taken in any more.
ALTER TABLE conversation ADD COLUMN closed_at INTEGER;
-- Of a message that came from a younger conversation: 1, it had its turn there; 2, its matter was resolved there.
ALTER TABLE messages ADD COLUMN past INTEGER NOT NULL DEFAULT 0;
-- What the messages that came from younger conversations were there: handing over twice changes nothing, and statuses
-- still name the old number. Number 0 is the younger one's own row.
CREATE TABLE adopted (
  origin TEXT NOT NULL,
  seq    INTEGER NOT NULL,
  here   INTEGER NOT NULL,
  PRIMARY KEY (origin, seq)
) STRICT, WITHOUT ROWID;
