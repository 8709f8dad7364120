-- Puts a job back into the queue under a new fence. The caller has locked the row.
CREATE OR REPLACE FUNCTION requeue(p_job bigint, p_reason text, p_counts boolean, p_pause interval) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = imaginator, pg_temp AS $$
BEGIN
  PERFORM end_attempt(p_job, (SELECT fence FROM jobs WHERE id = p_job), p_reason);
  UPDATE jobs SET state = 'queued', fence = nextval('fences'), incarnation = NULL, worker = NULL, reserved_name = NULL, recover_until = NULL,
    stage = NULL, stage_started_at = NULL, faults = ltrim(faults || E'\n' || p_reason, E'\n'),
    attempts = CASE WHEN p_counts THEN attempts ELSE greatest(attempts - 1, 0) END,
    releases = CASE WHEN p_counts THEN releases ELSE releases + 1 END,
    not_before = statement_timestamp() + p_pause
  WHERE id = p_job;
  UPDATE builds b SET result = 0, worker = NULL, attempts = j.attempts, attempt_reasons = j.faults FROM jobs j WHERE b.id = p_job AND j.id = p_job;
  UPDATE stages SET elapsed = 0, detail = p_reason WHERE build_id = p_job AND elapsed IS NULL;
  PERFORM pg_notify('imaginator_queue', p_job::text);
  PERFORM pg_notify('imaginator_state', p_job::text);
END $$;

-- A job has lost its worker. Returns what became of it: 'cancelled', 'failed', 'succeeded', 'requeued', 'recover', or null for none.
CREATE OR REPLACE FUNCTION lose_job(p_job bigint, p_reason text, p_limits jsonb, p_recoverer uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = imaginator, pg_temp AS $$
DECLARE
  j jobs;
  v_attempts int := (p_limits->>'attempts')::int;
BEGIN
  SELECT * INTO j FROM jobs WHERE id = p_job FOR UPDATE;
  IF j.state NOT IN ('running', 'publishing') THEN
    RETURN NULL;
  ELSIF j.image_name IS NOT NULL THEN
    -- The catalogue of images has the image under the fence of the dead worker.
    PERFORM conclude(p_job, 2, '');
    RETURN 'succeeded';
  ELSIF j.cancel_reason IS NOT NULL AND j.state = 'running' THEN
    PERFORM conclude(p_job, 4, j.cancel_reason);
    RETURN 'cancelled';
  ELSIF j.state = 'publishing' AND j.reserved_name IS NOT NULL THEN
    -- The fence first, then the question whether the store has the image: only the recoverer can answer it.
    IF p_recoverer IS NULL THEN
      RETURN NULL;
    END IF;

    PERFORM end_attempt(p_job, j.fence, p_reason);
    UPDATE jobs SET fence = nextval('fences'), incarnation = p_recoverer,
      recover_until = statement_timestamp() + (p_limits->>'recovery')::interval
    WHERE id = p_job;
    RETURN 'recover';
  ELSIF j.attempts >= v_attempts THEN
    PERFORM conclude(p_job, 3, format('the worker was lost %s times: %s', j.attempts,
      replace(ltrim(j.faults || E'\n' || p_reason, E'\n'), E'\n', '; ')));
    RETURN 'failed';
  END IF;

  PERFORM requeue(p_job, p_reason, true, (p_limits->>'pause')::interval * greatest(j.attempts - 1, 0));
  RETURN 'requeued';
END $$;

-- Judges which workers are dead and what becomes of their jobs. Any daemon calls it; one at a time works.
CREATE OR REPLACE FUNCTION reap(p_daemon uuid, p_limits jsonb)
RETURNS TABLE (o_job bigint, o_fate text, o_fence bigint, o_name text, o_worker text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = imaginator, pg_temp AS $$
DECLARE
  t timestamptz := statement_timestamp();
  v_until timestamptz;
  j record;
BEGIN
  IF NOT pg_try_advisory_xact_lock(16, 3) THEN
    RETURN;
  END IF;

  -- After an outage of the database, workers extend their leases first.
  UPDATE reaper SET no_reap_until = CASE WHEN reaped_at < t - (p_limits->>'outage')::interval THEN t + (p_limits->>'lease')::interval
    ELSE no_reap_until END, reaped_at = t
  RETURNING no_reap_until INTO v_until;
  IF t < v_until THEN
    RETURN;
  END IF;

  UPDATE workers w SET dead_at = t WHERE w.dead_at IS NULL AND w.alive_until < t;
  FOR j IN
    SELECT x.id, x.worker, x.recover_until FROM jobs x LEFT JOIN workers w ON w.incarnation = x.incarnation
    WHERE x.state IN ('running', 'publishing') AND (w.incarnation IS NULL OR w.dead_at IS NOT NULL)
      AND (x.recover_until IS NULL OR x.recover_until < t)
    ORDER BY x.id LIMIT 50 FOR UPDATE OF x SKIP LOCKED
  LOOP
    o_job := j.id;
    o_worker := j.worker;
    o_fate := lose_job(j.id, format('worker %s was lost', coalesce(j.worker, '?')), p_limits, p_daemon);
    SELECT x.fence, x.reserved_name INTO o_fence, o_name FROM jobs x WHERE x.id = j.id;
    IF o_fate IS NOT NULL THEN
      RETURN NEXT;
    END IF;
  END LOOP;

  FOR j IN SELECT x.id FROM jobs x WHERE x.state = 'waiting' AND x.deadline_at < t ORDER BY x.id LIMIT 50 FOR UPDATE SKIP LOCKED LOOP
    PERFORM conclude(j.id, 3, 'timed out while waiting for the source image');
    o_job := j.id;
    o_fate := 'failed';
    o_worker := NULL;
    o_name := NULL;
    o_fence := 0;
    RETURN NEXT;
  END LOOP;
END $$;

-- Registers a new life of a worker. The jobs of its former life need not wait for the end of the lease.
CREATE OR REPLACE FUNCTION register_worker(p_worker jsonb, p_limits jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = imaginator, pg_temp AS $$
DECLARE
  t timestamptz := statement_timestamp();
  v_old uuid;
  v_job bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(p_worker->>'name', 17));
  IF EXISTS (SELECT 1 FROM workers WHERE incarnation = (p_worker->>'incarnation')::uuid) THEN
    RETURN; -- a repeated call
  END IF;

  UPDATE workers SET dead_at = t WHERE name = p_worker->>'name' AND dead_at IS NULL RETURNING incarnation INTO v_old;
  INSERT INTO workers (incarnation, name, labels, slots, version, protocol, url, started_at, alive_until)
  VALUES ((p_worker->>'incarnation')::uuid, p_worker->>'name', ARRAY(SELECT jsonb_array_elements_text(p_worker->'labels')),
    (p_worker->>'slots')::int, p_worker->>'version', (p_worker->>'protocol')::int, p_worker->>'url', t, t + (p_limits->>'lease')::interval);
  IF v_old IS NOT NULL THEN
    FOR v_job IN SELECT id FROM jobs WHERE incarnation = v_old AND state IN ('running', 'publishing') ORDER BY id FOR UPDATE LOOP
      PERFORM lose_job(v_job, format('worker %s has restarted', p_worker->>'name'), p_limits, NULL);
    END LOOP;
  END IF;
END $$;

-- Gives a job back: true if the caller held it. Reasons other than a fault of the build count as releases, not as attempts.
CREATE OR REPLACE FUNCTION release(p_job bigint, p_fence bigint, p_incarnation uuid, p_reason text, p_decline interval, p_limits jsonb)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = imaginator, pg_temp AS $$
DECLARE
  j jobs;
BEGIN
  SELECT * INTO j FROM jobs WHERE id = p_job FOR UPDATE;
  IF NOT FOUND OR j.fence <> p_fence OR j.incarnation IS DISTINCT FROM p_incarnation OR j.state NOT IN ('running', 'publishing') THEN
    RETURN false;
  ELSIF j.state = 'publishing' AND j.reserved_name IS NOT NULL AND j.recover_until IS NULL THEN
    RETURN false; -- the image may exist: only finish or a recovery can tell
  ELSIF j.cancel_reason IS NOT NULL THEN
    PERFORM conclude(p_job, 4, j.cancel_reason);
  ELSIF j.recover_until IS NOT NULL THEN
    UPDATE jobs SET reserved_name = NULL, recover_until = NULL WHERE id = p_job;
    PERFORM lose_job(p_job, p_reason, p_limits, NULL);
  ELSIF j.releases >= (p_limits->>'releases')::int THEN
    PERFORM conclude(p_job, 3, format('no worker could build it: %s',
      replace(ltrim(j.faults || E'\n' || p_reason, E'\n'), E'\n', '; ')));
  ELSE
    IF p_decline > interval '0' THEN
      INSERT INTO job_declines VALUES (p_job, j.worker, p_reason, statement_timestamp() + p_decline)
      ON CONFLICT (job, worker) DO UPDATE SET reason = excluded.reason, until = excluded.until;
    END IF;

    PERFORM requeue(p_job, p_reason, false, interval '0');
  END IF;

  RETURN true;
END $$;
