-- Raises the urgency of a job and of all that it waits for: a caller who joins must not wait behind automatic builds.
CREATE OR REPLACE FUNCTION raise_urgency(p_job bigint, p_urgency int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = imaginator, pg_temp AS $$
DECLARE
  v_job bigint := p_job;
BEGIN
  FOR step IN 1..100 LOOP
    EXIT WHEN v_job IS NULL;
    UPDATE jobs j SET urgency = p_urgency,
      rank = CASE WHEN j.state = 'queued'
        THEN coalesce((SELECT min(o.rank) FROM jobs o WHERE o.state = 'queued' AND o.urgency = p_urgency), 0) ELSE j.rank END
    WHERE j.id = v_job AND j.urgency > p_urgency;
    SELECT j.waits_for INTO v_job FROM jobs j WHERE j.id = v_job AND j.state = 'waiting';
    IF NOT FOUND THEN
      v_job := NULL;
    END IF;
  END LOOP;
END $$;

-- Adds a request to the queue, or joins it to a job that satisfies it: with its record, its idempotency key and the notification,
-- in one transaction. r is jsonb: an older program leaves out members, which have defaults.
CREATE OR REPLACE FUNCTION enqueue(r jsonb, p_request bytea, p_join_key bytea,
  OUT o_job bigint, OUT o_joined boolean, OUT o_refusal text, OUT o_limit bigint, OUT o_ends timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = imaginator, pg_temp AS $$
DECLARE
  t timestamptz := statement_timestamp();
  v_urgency int := (r->>'urgency')::int;
  v_fair text := r->>'fair';
  v_user text := r->>'user';
  v_reason int := (r->>'reason')::int;
  v_maximum bigint := (r->>'maximumQueued')::bigint;
  v_expires bigint := coalesce((r->>'expiresIn')::bigint, 0);
  v_age bigint := coalesce((r->>'maximumSourceAge')::bigint, 0);
  v_duration bigint := coalesce((r->>'maximumDuration')::bigint, 0);
  v_skip bigint := coalesce((r->>'skipUnchanged')::bigint, 0);
  k jobs;
BEGIN
  -- 1. A repeated call.
  SELECT q.job, q.number > 0 INTO o_job, o_joined FROM job_requests q WHERE q.submission = (r->>'submission')::uuid;
  IF FOUND THEN
    RETURN;
  END IF;

  -- 2. Requests with one key, one after the other.
  PERFORM pg_advisory_xact_lock(hashtextextended(encode(p_join_key, 'hex'), 16));
  SELECT q.job, q.number > 0 INTO o_job, o_joined FROM job_requests q WHERE q.submission = (r->>'submission')::uuid;
  IF FOUND THEN
    RETURN;
  END IF;

  -- 3. Pauses.
  SELECT p.ends INTO o_ends FROM pauses p WHERE p.ends > t AND p.kind = r->>'pause';
  IF FOUND THEN
    o_refusal := 'paused';
    RETURN;
  END IF;

  -- 4. A job that satisfies the request: see BuildMatching.
  SELECT j.* INTO k FROM jobs j
  WHERE j.join_key = p_join_key AND j.state <> 'finished' AND j.cancel_reason IS NULL
    AND j.max_duration >= v_duration
    AND (j.skip_unchanged = 0 OR j.skip_unchanged = v_skip)
    AND (j.expires_in = 0 OR (v_expires <> 0 AND j.expires_in >= v_expires))
    AND (v_age = 0 OR (j.max_source_age <> 0 AND j.max_source_age <= v_age))
  ORDER BY j.id LIMIT 1 FOR UPDATE;
  IF FOUND THEN
    IF k.joins >= coalesce((r->>'maximumJoins')::int, 1000) AND v_reason = 0 THEN
      o_refusal := 'joins';
      o_job := k.id;
      o_limit := coalesce((r->>'maximumJoins')::int, 1000);
      RETURN;
    END IF;

    UPDATE jobs j SET joins = j.joins + 1, detached = j.detached OR coalesce((r->>'detached')::boolean, false) WHERE j.id = k.id;
    PERFORM raise_urgency(k.id, v_urgency);
    INSERT INTO job_requests VALUES (k.id, k.joins + 1, v_user, (r->>'submission')::uuid);
    IF v_reason <> 2 THEN
      INSERT INTO requestors VALUES (k.id, v_user, NULL) ON CONFLICT DO NOTHING;
    END IF;

    o_job := k.id;
    o_joined := true;
  ELSE
    -- 5. Limits: a caller can have half of the queue. Automatic builds and source images are limited by the configuration.
    IF v_reason = 0 AND v_maximum IS NOT NULL THEN
      IF (SELECT count(*) FROM jobs j WHERE j.state = 'queued' AND j.reason = 0) >= v_maximum THEN
        o_refusal := 'queue';
        o_limit := v_maximum;
        RETURN;
      END IF;

      IF (SELECT count(*) FROM jobs j WHERE j.state = 'queued' AND j.reason = 0 AND j.user_name = v_user) >= greatest(1, v_maximum / 2) THEN
        o_refusal := 'user';
        o_limit := greatest(1, v_maximum / 2);
        RETURN;
      END IF;
    END IF;

    IF v_reason = 0 AND (SELECT count(*) FROM jobs j WHERE j.state <> 'finished' AND j.reason = 0 AND j.user_name = v_user)
        >= (r->>'maximumOfUser')::bigint THEN
      o_refusal := 'user';
      o_limit := (r->>'maximumOfUser')::bigint;
      RETURN;
    END IF;

    -- 6. The job and its record.
    INSERT INTO jobs (id, stream, private_consumer, state, urgency, rank, fair_key, user_name, labels, join_key,
      expires_in, max_source_age, max_duration, skip_unchanged, reason, detached, request, configuration,
      needed_by, retry_of, not_before, queued_at)
    VALUES ((r->>'id')::bigint, r->>'stream', r->>'privateConsumer', 'queued', v_urgency,
      greatest(
        coalesce((SELECT min(j.rank) FROM jobs j WHERE j.state = 'queued' AND j.urgency = v_urgency), 0),
        coalesce((SELECT max(j.rank) + 1 FROM jobs j WHERE j.state = 'queued' AND j.fair_key = v_fair), 0)),
      v_fair, v_user, ARRAY(SELECT jsonb_array_elements_text(coalesce(r->'labels', '[]'))), p_join_key,
      v_expires, v_age, v_duration, v_skip, v_reason, coalesce((r->>'detached')::boolean, false),
      p_request, decode(coalesce(r->>'configuration', ''), 'base64'), (r->>'neededBy')::bigint, (r->>'retryOf')::bigint, t, t);
    o_job := (r->>'id')::bigint;
    o_joined := false;
    INSERT INTO job_requests VALUES (o_job, 0, v_user, (r->>'submission')::uuid);
    INSERT INTO builds (id, stream, private_consumer, result, reason, requestor, queued_at, error, manifest_url, manifest_directory,
      branch, commit_id, source_image, variables, needed_by, retry_of, new_objects, new_bytes)
    VALUES (o_job, coalesce(r->>'streamName', r->>'stream'), r->>'privateConsumer', 0, v_reason, v_user, t, '',
      coalesce(r->>'manifestUrl', ''), coalesce(r->>'manifestDirectory', ''), coalesce(r->>'branch', ''), '', '',
      coalesce(r->>'variables', ''), (r->>'neededBy')::bigint, (r->>'retryOf')::bigint, 0, 0);
    INSERT INTO requestors VALUES (o_job, v_user, NULL);
    IF r ? 'kept' THEN
      INSERT INTO requests VALUES (o_job, coalesce(r->>'requestBranch', ''), v_expires, v_age,
        coalesce((r->>'returnsImage')::boolean, false), decode(r->>'kept', 'base64'), coalesce(r->>'missing', ''));
    END IF;

    UPDATE builds b SET retried_as = o_job WHERE b.id = (r->>'retryOf')::bigint;
    PERFORM pg_notify('imaginator_queue', o_job::text);
  END IF;

  -- 7. The callers that wait, and the idempotency key.
  IF r ? 'daemon' THEN
    INSERT INTO job_interests AS i VALUES (o_job, (r->>'daemon')::uuid, 1)
    ON CONFLICT (job, daemon) DO UPDATE SET count = i.count + 1;
  END IF;

  IF r ? 'key' THEN
    UPDATE idempotency_keys y SET build = o_job, reservation = NULL, reserved_until = NULL
    WHERE y.caller = r->>'keyCaller' AND y.key = r->>'key' AND y.reservation = (r->>'keyReservation')::uuid;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the reservation of the idempotency key has ended' USING ERRCODE = 'IM002';
    END IF;
  END IF;
END $$;
