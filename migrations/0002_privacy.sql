-- Requests to be deleted, and how far each has come. Nothing of a person: what is to be deleted is known to the
-- tenant's object, and the code is all that the person needs.
CREATE TABLE deletion_requests (
  code         TEXT NOT NULL PRIMARY KEY,      -- 100 random bits, for people to read aloud
  tenant_id    TEXT NOT NULL REFERENCES tenants (id),
  source       TEXT NOT NULL,                  -- word: the person wrote it; api: the business asked for it
  status       TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'done')),
  requested_at INTEGER NOT NULL,
  completed_at INTEGER,
  CHECK ((status = 'done') = (completed_at IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX deletion_requests_pending ON deletion_requests (requested_at) WHERE status = 'pending';

-- How far a round through all tenants has come: each run of the sweep takes a slice and notes where it ended.
CREATE TABLE cursors (
  name  TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
