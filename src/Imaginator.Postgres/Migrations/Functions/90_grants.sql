-- The roles of daemons and workers, if the operator has made them. Tables of secrets are not for workers.
DO $$
BEGIN
  REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA imaginator FROM PUBLIC;
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'imaginator_daemon') THEN
    GRANT USAGE ON SCHEMA imaginator TO imaginator_daemon;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA imaginator TO imaginator_daemon;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA imaginator TO imaginator_daemon;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA imaginator TO imaginator_daemon;
  END IF;

  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'imaginator_worker') THEN
    GRANT USAGE ON SCHEMA imaginator TO imaginator_worker;
    GRANT SELECT ON jobs, workers, worker_settings, job_declines, configurations, daemons, site, schema_versions, input_records TO imaginator_worker;
    GRANT UPDATE ON jobs, workers TO imaginator_worker;
    GRANT INSERT ON job_attempts TO imaginator_worker;
    GRANT SELECT (id), UPDATE (result, started_at, worker, attempts) ON builds TO imaginator_worker;
    GRANT SELECT, INSERT, UPDATE ON stages TO imaginator_worker;
    GRANT SELECT, INSERT, DELETE ON log_pieces TO imaginator_worker;
    GRANT SELECT, INSERT, UPDATE ON logs TO imaginator_worker;
    GRANT INSERT ON audit TO imaginator_worker;
    GRANT USAGE ON SEQUENCE fences TO imaginator_worker;
    GRANT EXECUTE ON FUNCTION finish, await_source, release, reap, register_worker, mark_changed TO imaginator_worker;
  END IF;
END $$;
