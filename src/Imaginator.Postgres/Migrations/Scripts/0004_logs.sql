-- The logs of builds: pieces while a build runs, then one compressed log.
CREATE TABLE log_pieces (
  build bigint NOT NULL,
  position bigint NOT NULL,
  bytes bytea NOT NULL,
  marks bytea,
  PRIMARY KEY (build, position)
) WITH (autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE log_pieces ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE logs (
  build bigint PRIMARY KEY,
  stream text NOT NULL,
  gzip bytea NOT NULL,
  length bigint NOT NULL, -- uncompressed
  disk bigint NOT NULL    -- compressed
);
ALTER TABLE logs ALTER COLUMN gzip SET STORAGE EXTERNAL;
CREATE INDEX logs_by_size ON logs (build) INCLUDE (disk);
