CREATE TABLE deliveries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message_id text NOT NULL,
  receiver text NOT NULL,
  event text NOT NULL,
  stream text NOT NULL,
  summary text NOT NULL,
  body text NOT NULL, -- the event as JSON
  page text NOT NULL,
  occurred_at timestamptz NOT NULL,
  state smallint NOT NULL DEFAULT 0,
  attempts int NOT NULL DEFAULT 0,
  next_at timestamptz, -- null if no attempt follows
  give_up_at timestamptz NOT NULL,
  changed_at timestamptz,
  answer text NOT NULL DEFAULT '',
  size bigint NOT NULL,
  claimed_until timestamptz,
  UNIQUE (message_id, receiver) -- recognizes a repeated call
);
CREATE INDEX deliveries_due ON deliveries (receiver, next_at, id) WHERE state = 0;
CREATE INDEX deliveries_by_receiver ON deliveries (receiver, id);
CREATE INDEX deliveries_by_state ON deliveries (state, id);
CREATE TABLE delivery_attempts (
  delivery bigint NOT NULL REFERENCES deliveries ON DELETE CASCADE,
  number int NOT NULL,
  started_at timestamptz NOT NULL,
  elapsed bigint NOT NULL, -- ticks of 100 ns
  is_good boolean NOT NULL,
  answer text NOT NULL,
  PRIMARY KEY (delivery, number)
);
CREATE TABLE expiring ( -- images whose expiration has been announced
  image text PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
