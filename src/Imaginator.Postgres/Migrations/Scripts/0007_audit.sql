CREATE TABLE audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  entry uuid NOT NULL UNIQUE, -- recognizes a repeated call
  at timestamptz NOT NULL,
  outcome smallint NOT NULL,
  channel text NOT NULL,
  caller text NOT NULL,
  address text NOT NULL,
  action text NOT NULL,
  target text NOT NULL,
  detail text NOT NULL,
  daemon text NOT NULL
);
CREATE INDEX audit_by_time ON audit (at, id);
CREATE INDEX audit_by_caller ON audit (caller, at, id);
CREATE INDEX audit_by_action ON audit (action, at, id);
