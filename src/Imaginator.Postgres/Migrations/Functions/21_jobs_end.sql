-- Whether a job has a reason to run: it is detached, a caller waits, or another job waits for its image.
CREATE OR REPLACE FUNCTION is_wanted(p_job bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = imaginator, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM jobs j WHERE j.id = p_job AND j.detached)
    OR EXISTS (SELECT 1 FROM job_interests i WHERE i.job = p_job AND i.count > 0)
    OR EXISTS (SELECT 1 FROM jobs p WHERE p.waits_for = p_job AND p.state = 'waiting')
$$;

-- Ends the current attempt of a job.
CREATE OR REPLACE FUNCTION end_attempt(p_job bigint, p_fence bigint, p_reason text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = imaginator, pg_temp AS $$
  UPDATE job_attempts SET ended_at = statement_timestamp(), reason = p_reason WHERE job = p_job AND fence = p_fence AND ended_at IS NULL
$$;

-- Ends a job whose row the caller has locked: the job, its record, what waits for it, what it waited for.
-- Results: 2 succeeded, 3 failed, 4 cancelled, 6 needs a source image, 7 unchanged; see RecordedResult.
CREATE OR REPLACE FUNCTION conclude(p_job bigint, p_result int, p_error text, p_end jsonb DEFAULT '{}') RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = imaginator, pg_temp AS $$
DECLARE
  t timestamptz := statement_timestamp();
  v_good boolean := p_result IN (2, 7);
  j jobs;
  p record;
BEGIN
  SELECT * INTO j FROM jobs WHERE id = p_job FOR UPDATE;
  IF j.state = 'finished' THEN
    RETURN;
  END IF;

  UPDATE jobs SET state = 'finished', finished_at = t, outcome = p_result, error = p_error,
    image_name = coalesce(p_end->>'image', image_name), same_as = p_end->>'sameAs',
    result_metadata = decode(p_end->>'metadata', 'base64'), result_tree = decode(p_end->>'tree', 'base64'),
    request = '', reserved_name = NULL, recover_until = NULL, waits_for = NULL
  WHERE id = p_job;
  PERFORM end_attempt(p_job, j.fence, CASE WHEN v_good THEN NULL ELSE p_error END);
  UPDATE builds b SET result = p_result, is_good = v_good, started_at = j.started_at, finished_at = t,
    image = coalesce(p_end->>'image', j.image_name), same_as = p_end->>'sameAs', error = p_error,
    commit_id = coalesce(p_end->>'commit', b.commit_id), source_image = coalesce(p_end->>'sourceImage', b.source_image),
    manifest_url = coalesce(p_end->>'manifestUrl', b.manifest_url),
    manifest_directory = coalesce(p_end->>'manifestDirectory', b.manifest_directory), branch = coalesce(p_end->>'branch', b.branch),
    new_objects = coalesce((p_end->>'newObjects')::bigint, 0), new_bytes = coalesce((p_end->>'newBytes')::bigint, 0),
    worker = coalesce(j.worker, b.worker), attempts = j.attempts, attempt_reasons = j.faults
  WHERE b.id = p_job;
  UPDATE requestors SET is_good = v_good WHERE build_id = p_job;
  PERFORM history_saved(p_job, false);
  IF v_good AND p_end ? 'inputDigest' THEN
    INSERT INTO input_records VALUES (j.stream, p_end->>'image', p_end->>'inputDigest', t)
    ON CONFLICT (stream) DO UPDATE SET image = excluded.image, digest = excluded.digest, built_at = excluded.built_at;
  END IF;

  INSERT INTO build_ends (build, at) VALUES (p_job, t);
  DELETE FROM job_interests WHERE job = p_job;
  DELETE FROM job_declines WHERE job = p_job;

  -- What waits for this image starts again, or fails.
  FOR p IN SELECT id FROM jobs WHERE waits_for = p_job AND state = 'waiting' ORDER BY id FOR UPDATE LOOP
    IF v_good THEN
      UPDATE jobs SET state = 'queued', urgency = -1, waits_for = NULL, not_before = t WHERE id = p.id;
      PERFORM pg_notify('imaginator_queue', p.id::text);
    ELSE
      PERFORM conclude(p.id, 3,
        'building the source image ' || j.stream || ' failed: ' || p_error);
    END IF;
  END LOOP;

  -- What only this job waited for is not needed any more.
  IF j.state = 'waiting' AND NOT is_wanted(j.waits_for) THEN
    PERFORM cancel(j.waits_for, 'the build that needs the image has ended');
  END IF;

  PERFORM pg_notify('imaginator_state', p_job::text);
  PERFORM pg_notify('imaginator_queue', p_job::text); -- the stream is free
END $$;

-- Cancels a job: 'cancelled', 'late' or 'none'. A running build ends when its worker has seen the reason.
CREATE OR REPLACE FUNCTION cancel(p_job bigint, p_reason text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = imaginator, pg_temp AS $$
DECLARE
  j jobs;
BEGIN
  SELECT * INTO j FROM jobs WHERE id = p_job FOR UPDATE;
  IF NOT FOUND THEN
    RETURN 'none';
  ELSIF j.cancel_reason IS NOT NULL THEN
    RETURN 'cancelled';
  ELSIF j.state IN ('publishing', 'finished') THEN
    RETURN 'late';
  END IF;

  UPDATE jobs SET cancel_reason = p_reason WHERE id = p_job;
  IF j.state IN ('queued', 'waiting') THEN
    PERFORM conclude(p_job, 4, p_reason);
  ELSE
    PERFORM pg_notify('imaginator_state', p_job::text);
  END IF;

  RETURN 'cancelled';
END $$;

-- A caller of a living daemon has left. The caller of a daemon that dies never leaves: its request is accepted.
CREATE OR REPLACE FUNCTION leave(p_job bigint, p_daemon uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = imaginator, pg_temp AS $$
BEGIN
  PERFORM 1 FROM jobs WHERE id = p_job AND state <> 'finished' FOR UPDATE;
  IF FOUND THEN
    UPDATE job_interests SET count = count - 1 WHERE job = p_job AND daemon = p_daemon AND count > 0;
    IF FOUND AND NOT is_wanted(p_job) THEN
      PERFORM cancel(p_job, 'the last caller has left');
    END IF;
  END IF;
END $$;

-- Ends a job for its holder: 'accepted', 'repeated' or 'lost'. A finished row keeps fence and incarnation.
CREATE OR REPLACE FUNCTION finish(p_job bigint, p_fence bigint, p_incarnation uuid, p_end jsonb) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = imaginator, pg_temp AS $$
DECLARE
  j jobs;
BEGIN
  SELECT * INTO j FROM jobs WHERE id = p_job FOR UPDATE;
  IF NOT FOUND OR j.fence <> p_fence OR j.incarnation IS DISTINCT FROM p_incarnation THEN
    RETURN 'lost';
  ELSIF j.state = 'finished' THEN
    RETURN 'repeated';
  ELSIF j.state NOT IN ('running', 'publishing') THEN
    RETURN 'lost';
  ELSIF j.cancel_reason IS NOT NULL THEN
    PERFORM conclude(p_job, 4, j.cancel_reason, p_end - 'image' - 'inputDigest');
  ELSIF p_end ? 'image' AND (p_end->>'result')::int = 2 AND j.reserved_name IS DISTINCT FROM p_end->>'image' THEN
    -- An image whose name was not reserved under this fence was never permitted.
    RAISE EXCEPTION 'image "%" was not reserved by job %', p_end->>'image', p_job USING ERRCODE = 'IM003';
  ELSE
    PERFORM conclude(p_job, (p_end->>'result')::int, coalesce(p_end->>'error', ''), p_end);
  END IF;

  RETURN 'accepted';
END $$;
