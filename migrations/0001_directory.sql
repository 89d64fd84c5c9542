-- The directory: only what must be found across tenants. Content of conversations never comes here.

-- A tenant's data key, and the directory's own (owner 'directory'), each wrapped by a master key.
CREATE TABLE data_keys (
  owner   TEXT NOT NULL PRIMARY KEY,
  wrapped BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tenants (
  id            TEXT NOT NULL PRIMARY KEY,
  slug          TEXT NOT NULL UNIQUE,          -- in public addresses: /t/{slug}, /chat/{slug}
  company       TEXT NOT NULL,
  business_type TEXT NOT NULL,
  country       TEXT NOT NULL,                 -- ISO 3166-1 alpha-2
  jurisdiction  TEXT,                          -- where its objects live; fixed at sign-up, NULL: anywhere
  status        TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
  created_at    INTEGER NOT NULL               -- milliseconds since the epoch, as everywhere
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
  id            TEXT NOT NULL PRIMARY KEY,
  tenant_id     TEXT NOT NULL REFERENCES tenants (id),
  role          TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'agent')),
  email_hash    BLOB NOT NULL UNIQUE,          -- keyed by the directory's key: finds, does not tell
  profile       BLOB NOT NULL,                 -- sealed: name and e-mail
  password_hash TEXT NOT NULL,                 -- argon2id, PHC string
  created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_tenant ON members (tenant_id);

CREATE TABLE api_tokens (
  hash       BLOB NOT NULL PRIMARY KEY,        -- SHA-256 of a token with 256 random bits
  id         TEXT NOT NULL UNIQUE,
  tenant_id  TEXT NOT NULL REFERENCES tenants (id),
  member_id  TEXT NOT NULL REFERENCES members (id),
  name       TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX api_tokens_by_tenant ON api_tokens (tenant_id);

-- Meta apps that tenants brought. Two tenants may share one; each row has its own verify token.
CREATE TABLE apps (
  id           TEXT NOT NULL PRIMARY KEY,
  tenant_id    TEXT NOT NULL REFERENCES tenants (id),
  meta_app_id  TEXT NOT NULL,
  credentials  BLOB NOT NULL,                  -- sealed: app secret and verify token
  created_at   INTEGER NOT NULL,
  UNIQUE (meta_app_id, tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE channels (
  id          TEXT NOT NULL PRIMARY KEY,
  tenant_id   TEXT NOT NULL REFERENCES tenants (id),
  kind        TEXT NOT NULL,                   -- whatsapp, instagram, messenger, website
  external_id TEXT NOT NULL,                   -- phone_number_id, Instagram account, Page: the business's, no person's
  account_id  TEXT,                            -- WhatsApp Business Account
  app_id      TEXT REFERENCES apps (id),       -- NULL: the operator's app
  label       TEXT NOT NULL,                   -- what owners see: the display number, the Page's name
  credentials BLOB NOT NULL,                   -- sealed: access token
  health      TEXT NOT NULL DEFAULT 'ok',      -- ok, or why it does not work
  created_at  INTEGER NOT NULL,
  UNIQUE (kind, external_id)                   -- an event belongs to one tenant
) STRICT, WITHOUT ROWID;
CREATE INDEX channels_by_tenant ON channels (tenant_id);
