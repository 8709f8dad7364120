-- Who takes part: workers, daemons, leaders. All times are those of the server, see statement_timestamp().
CREATE TABLE workers ( -- one row for each incarnation, that is, for each life of a worker process
  incarnation uuid PRIMARY KEY,
  name text NOT NULL,
  labels text[] NOT NULL,
  slots int NOT NULL,
  running int NOT NULL DEFAULT 0,
  draining boolean NOT NULL DEFAULT false,
  blocked text, -- why the worker takes no job; null if it takes jobs
  version text NOT NULL,
  protocol int NOT NULL,
  url text,
  started_at timestamptz NOT NULL,
  alive_until timestamptz NOT NULL,
  dead_at timestamptz
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX workers_alive ON workers (name) WHERE dead_at IS NULL;

CREATE TABLE worker_settings ( -- what operators set; it stays when the worker restarts
  name text PRIMARY KEY,
  cordoned boolean NOT NULL DEFAULT false,
  drain boolean NOT NULL DEFAULT false,
  slots int
);

CREATE TABLE daemons (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  url text NOT NULL,
  version text NOT NULL,
  protocol int NOT NULL,
  started_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL
);

CREATE TABLE leaders (
  role text PRIMARY KEY,
  term bigint NOT NULL DEFAULT 0,
  holder uuid,
  since timestamptz
);

CREATE TABLE site (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  oldest_program int NOT NULL, -- programs of an earlier protocol refuse to start
  key_check bytea NOT NULL     -- recognizes the site key
);

CREATE TABLE reaper ( -- not in site: the order of locks
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  reaped_at timestamptz,
  no_reap_until timestamptz
);
INSERT INTO reaper DEFAULT VALUES;
