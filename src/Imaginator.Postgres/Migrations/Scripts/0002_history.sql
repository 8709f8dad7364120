-- The records of builds; the same tables as in the embedded history.
CREATE TABLE builds (
  id bigint PRIMARY KEY,
  stream text NOT NULL,
  private_consumer text, -- the stream that the image is private to; null for an image that is not private
  result smallint NOT NULL,
  is_good boolean,
  reason smallint NOT NULL,
  requestor text NOT NULL,
  queued_at timestamptz NOT NULL,
  started_at timestamptz,
  finished_at timestamptz,
  image text,
  error text NOT NULL,
  manifest_url text NOT NULL,
  manifest_directory text NOT NULL,
  branch text NOT NULL,
  commit_id text NOT NULL,
  source_image text NOT NULL,
  variables text NOT NULL, -- names, one a line
  worker text,
  needed_by bigint,
  retry_of bigint,
  retried_as bigint,
  new_objects bigint NOT NULL,
  new_bytes bigint NOT NULL,
  same_as text,
  attempts smallint NOT NULL DEFAULT 0,
  attempt_reasons text NOT NULL DEFAULT '' -- why workers lost the build, one a line
);
CREATE INDEX builds_by_good ON builds (is_good, id);
CREATE INDEX builds_by_stream ON builds (stream, id);
CREATE INDEX builds_by_stream_and_good ON builds (stream, is_good, id);
CREATE INDEX builds_by_result ON builds (result, id);
CREATE INDEX builds_by_image ON builds (image) WHERE image IS NOT NULL;
CREATE INDEX builds_open ON builds (id) WHERE is_good IS NULL;

CREATE TABLE requestors ( -- who requested first, and who joined
  build_id bigint NOT NULL REFERENCES builds ON DELETE CASCADE,
  requestor text NOT NULL,
  is_good boolean,
  PRIMARY KEY (build_id, requestor)
);
CREATE INDEX requestors_by_name ON requestors (requestor, build_id);
CREATE INDEX requestors_by_name_and_good ON requestors (requestor, is_good, build_id);

CREATE TABLE stages (
  build_id bigint NOT NULL REFERENCES builds ON DELETE CASCADE,
  number int NOT NULL,
  name text NOT NULL,
  started_at timestamptz NOT NULL,
  elapsed bigint, -- ticks of 100 ns
  detail text,
  PRIMARY KEY (build_id, number)
);

CREATE TABLE requests ( -- what a retry of a build requires
  build_id bigint PRIMARY KEY REFERENCES builds ON DELETE CASCADE,
  branch text NOT NULL,
  expires_in bigint NOT NULL,     -- ticks of 100 ns
  max_source_age bigint NOT NULL, -- ticks of 100 ns
  returns_image boolean NOT NULL,
  variables bytea NOT NULL,       -- sealed; empty for none
  missing text NOT NULL           -- names of variables whose values are not kept, one a line
);

CREATE TABLE latest ( -- the last builds of each stream that succeeded or failed
  stream text PRIMARY KEY,
  last_id bigint NOT NULL,
  is_good boolean NOT NULL, -- of last_id
  good_id bigint            -- the last that succeeded
) WITH (fillfactor = 70);
CREATE INDEX latest_by_good ON latest (is_good, last_id);

CREATE TABLE failing ( -- streams whose last build failed
  stream text PRIMARY KEY,
  since timestamptz NOT NULL, -- the end of the first failure in a row
  failures int NOT NULL       -- in a row
);

CREATE TABLE duration_buckets ( -- from which duration on a bucket counts
  least bigint PRIMARY KEY, -- ticks of 100 ns
  bucket int NOT NULL
);
WITH RECURSIVE steps (bucket, least) AS (
  SELECT 0, 0.0::double precision
  UNION ALL
  SELECT bucket + 1, CASE bucket WHEN 0 THEN 1000000.0 ELSE least * 1.0905077326652577 END FROM steps WHERE bucket < 200)
INSERT INTO duration_buckets SELECT trunc(least)::bigint, bucket FROM steps;

CREATE TABLE hours ( -- samples; an hour is a number of hours since the year 1, UTC
  hour bigint PRIMARY KEY,
  queued int NOT NULL, -- the maximum
  package_hits bigint NOT NULL,
  package_misses bigint NOT NULL,
  store_bytes bigint   -- the last one that is known
) WITH (fillfactor = 70);
CREATE TABLE hour_results ( -- builds by the hour of their end
  hour bigint NOT NULL,
  result smallint NOT NULL,
  builds int NOT NULL,
  new_bytes bigint NOT NULL,
  PRIMARY KEY (hour, result)
) WITH (fillfactor = 70);
CREATE TABLE hour_durations (
  hour bigint NOT NULL,
  kind smallint NOT NULL, -- 0: of builds that made an image, 1: in the queue
  bucket int NOT NULL,
  builds int NOT NULL,
  PRIMARY KEY (hour, kind, bucket)
) WITH (fillfactor = 70);
CREATE TABLE hour_failures (
  hour bigint NOT NULL,
  stage text NOT NULL, -- empty for none
  builds int NOT NULL,
  PRIMARY KEY (hour, stage)
) WITH (fillfactor = 70);
