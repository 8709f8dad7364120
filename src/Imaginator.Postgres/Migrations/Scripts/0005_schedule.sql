CREATE TABLE schedule (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  next_at timestamptz
);
INSERT INTO schedule DEFAULT VALUES;
CREATE TABLE rebuild_cycles (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  term bigint NOT NULL
);
CREATE UNIQUE INDEX one_cycle ON rebuild_cycles ((true)) WHERE finished_at IS NULL;
CREATE TABLE rebuilds (
  cycle bigint NOT NULL REFERENCES rebuild_cycles ON DELETE CASCADE,
  stream text NOT NULL,
  number int NOT NULL, -- the order of the plan
  waits_for text,
  is_direct boolean NOT NULL,
  state smallint NOT NULL DEFAULT 0,
  build bigint,
  image text NOT NULL DEFAULT '',
  error text NOT NULL DEFAULT '',
  PRIMARY KEY (cycle, stream)
);
CREATE TABLE schedule_orders ( -- cycles that a person requested from any daemon
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  requested_at timestamptz NOT NULL
);
