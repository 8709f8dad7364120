-- The queue. A job is held by an incarnation of a worker under a fence: a greater fence makes all calls of the former holder void.
CREATE SEQUENCE fences;

CREATE TABLE jobs (
  id bigint PRIMARY KEY,                -- the id of the build
  stream text NOT NULL,                 -- the stream, or the directory of a private image
  private_consumer text,                -- the stream that the image is private to
  state text NOT NULL CHECK (state IN ('queued', 'running', 'waiting', 'publishing', 'finished')),
  urgency smallint NOT NULL,            -- -1: resumed after its source image, 0: people, 1: automatic
  rank bigint NOT NULL,                 -- start-time fair queueing among the users of an urgency
  fair_key text NOT NULL,
  user_name text NOT NULL,
  labels text[] NOT NULL DEFAULT '{}',  -- a worker must have all of them
  join_key bytea NOT NULL,              -- HMAC of what must be equal
  expires_in bigint NOT NULL,           -- durations in ticks of 100 ns
  max_source_age bigint NOT NULL,
  max_duration bigint NOT NULL,
  skip_unchanged bigint NOT NULL,
  reason smallint NOT NULL,
  detached boolean NOT NULL,
  joins int NOT NULL DEFAULT 0,
  request bytea NOT NULL,               -- sealed; empty after the end
  configuration bytea NOT NULL,         -- the digest of the revision
  needed_by bigint,
  retry_of bigint,
  waits_for bigint,
  waited text[] NOT NULL DEFAULT '{}',  -- the streams of the sources that it has waited for
  attempts smallint NOT NULL DEFAULT 0,
  releases smallint NOT NULL DEFAULT 0,
  faults text NOT NULL DEFAULT '',      -- why attempts and releases ended, one a line
  not_before timestamptz NOT NULL,
  queued_at timestamptz NOT NULL,
  started_at timestamptz,
  finished_at timestamptz,
  deadline_at timestamptz,
  worker text,
  incarnation uuid,
  fence bigint NOT NULL DEFAULT 0,
  stage text,
  stage_started_at timestamptz,
  cancel_reason text,
  reserved_name text,
  recover_until timestamptz,
  followed_until timestamptz,
  outcome smallint,
  error text NOT NULL DEFAULT '',
  image_name text,
  same_as text,
  result_metadata bytea,                -- of an image that is returned: metadata, and the hash of its tree
  result_tree bytea,
  changed xid8 NOT NULL DEFAULT pg_current_xact_id()
) WITH (fillfactor = 70);

-- Whatever number of daemons and workers: one build of a stream.
CREATE UNIQUE INDEX jobs_one_per_stream ON jobs (stream) WHERE state IN ('running', 'waiting', 'publishing');
CREATE UNIQUE INDEX jobs_reserved ON jobs (reserved_name) WHERE reserved_name IS NOT NULL;
CREATE INDEX jobs_next ON jobs (urgency, rank, id) WHERE state = 'queued';
CREATE INDEX jobs_of_stream ON jobs (stream, urgency, rank, id) WHERE state = 'queued';
CREATE INDEX jobs_fair ON jobs (fair_key, rank) WHERE state = 'queued';
CREATE INDEX jobs_join ON jobs (join_key) WHERE state <> 'finished' AND cancel_reason IS NULL;
CREATE INDEX jobs_held ON jobs (incarnation) WHERE state IN ('running', 'publishing');
CREATE INDEX jobs_waiting ON jobs (waits_for) WHERE state = 'waiting';
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE state = 'finished';
CREATE INDEX jobs_changed ON jobs (changed);

CREATE TABLE job_requests ( -- number 0: the first; others joined. The submission recognizes a repeated call.
  job bigint NOT NULL REFERENCES jobs ON DELETE CASCADE,
  number int NOT NULL,
  user_name text NOT NULL,
  submission uuid NOT NULL UNIQUE,
  PRIMARY KEY (job, number)
);
CREATE TABLE job_interests ( -- the callers of each daemon that wait
  job bigint NOT NULL REFERENCES jobs ON DELETE CASCADE,
  daemon uuid NOT NULL,
  count int NOT NULL,
  PRIMARY KEY (job, daemon)
);
CREATE TABLE job_attempts (
  job bigint NOT NULL REFERENCES jobs ON DELETE CASCADE,
  number int NOT NULL,
  fence bigint NOT NULL,
  worker text NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  reason text,
  PRIMARY KEY (job, fence)
);
CREATE TABLE job_declines (
  job bigint NOT NULL REFERENCES jobs ON DELETE CASCADE,
  worker text NOT NULL,
  reason text NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (job, worker)
);
CREATE TABLE build_ends ( -- ends that are not announced yet
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  build bigint NOT NULL,
  at timestamptz NOT NULL
);
CREATE TABLE input_records ( -- what the newest image of a stream was built from
  stream text PRIMARY KEY,
  image text NOT NULL,
  digest text NOT NULL,
  built_at timestamptz NOT NULL
);
CREATE TABLE pauses (
  kind text PRIMARY KEY CHECK (kind IN ('requests', 'auto builds')),
  ends timestamptz NOT NULL
);

-- Readers that follow the table ask for rows of later transactions: numbers of a sequence are not in the order of commits.
CREATE FUNCTION mark_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed := pg_current_xact_id();
  RETURN NEW;
END $$;
CREATE TRIGGER jobs_changed BEFORE UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION mark_changed();
