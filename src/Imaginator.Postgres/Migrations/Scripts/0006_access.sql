CREATE TABLE tokens (
  id text PRIMARY KEY,
  name text NOT NULL UNIQUE,
  hash text NOT NULL UNIQUE,
  role smallint NOT NULL,
  streams text[] NOT NULL,
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  last_used_at timestamptz
);
CREATE TABLE ended_sessions (
  session text PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
CREATE INDEX ended_sessions_by_time ON ended_sessions (expires_at);
CREATE TABLE session_keys (
  name text PRIMARY KEY,
  sealed bytea NOT NULL
);
CREATE TABLE idempotency_keys (
  caller text NOT NULL,
  key text NOT NULL,
  build bigint, -- null while the build is being started
  salt bytea NOT NULL,
  digest bytea NOT NULL,
  created_at timestamptz NOT NULL,
  reservation uuid,
  reserved_until timestamptz,
  PRIMARY KEY (caller, key)
);
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at);
