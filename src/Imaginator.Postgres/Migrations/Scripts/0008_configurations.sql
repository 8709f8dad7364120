CREATE TABLE configurations ( -- revisions that jobs refer to
  digest bytea PRIMARY KEY,
  sealed bytea NOT NULL,
  made_at timestamptz NOT NULL,
  used_at timestamptz NOT NULL
);
CREATE TABLE kept_configurations (
  source text PRIMARY KEY,
  text bytea NOT NULL,
  fetched_at timestamptz NOT NULL
);
