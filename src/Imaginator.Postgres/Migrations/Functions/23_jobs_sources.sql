-- A build needs a source image: its job waits, gives its slot back, and starts again after the source. Answers: 'waiting', 'cycle',
-- 'repeated' (it has waited for this source before, and still does not see the image), 'lost', 'refused'.
CREATE OR REPLACE FUNCTION await_source(p_job bigint, p_fence bigint, p_incarnation uuid, r jsonb, p_request bytea, p_join_key bytea,
  p_limits jsonb, OUT o_answer text, OUT o_source bigint, OUT o_streams text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = imaginator, pg_temp AS $$
DECLARE
  j jobs;
  s jobs;
  v_at bigint;
  v_refusal text;
  v_way text[] := '{}';
BEGIN
  -- 1. One after the other: two builds must not wait for each other unseen.
  PERFORM pg_advisory_xact_lock(16, 1);

  -- 2. The fence.
  SELECT * INTO j FROM jobs WHERE id = p_job FOR UPDATE;
  IF NOT FOUND OR j.fence <> p_fence OR j.incarnation IS DISTINCT FROM p_incarnation OR j.state <> 'running' OR j.cancel_reason IS NOT NULL THEN
    o_answer := 'lost';
    RETURN;
  ELSIF cardinality(array_positions(j.waited, r->>'stream')) >= (p_limits->>'waits')::int THEN
    o_answer := 'repeated';
    o_streams := ARRAY[r->>'stream'];
    RETURN;
  END IF;

  -- 3. The source; its rows are rolled back in a cycle.
  BEGIN
    SELECT o_job, o_refusal INTO o_source, v_refusal FROM enqueue(
      (r - 'daemon') || jsonb_build_object('urgency', greatest(j.urgency, 0), 'neededBy', j.id, 'detached', false, 'reason', 2), p_request, p_join_key);
    IF v_refusal IS NOT NULL THEN
      o_answer := 'refused';
      RETURN;
    END IF;

    v_at := o_source;
    FOR step IN 1..1000 LOOP
      EXIT WHEN v_at IS NULL;
      SELECT * INTO s FROM jobs WHERE id = v_at;
      v_way := v_way || s.stream;
      IF v_at = p_job THEN
        RAISE EXCEPTION 'cycle' USING ERRCODE = 'IM001';
      END IF;

      v_at := CASE s.state
        WHEN 'waiting' THEN s.waits_for
        WHEN 'queued' THEN (SELECT b.id FROM jobs b WHERE b.stream = s.stream AND b.state IN ('running', 'waiting', 'publishing'))
      END;
    END LOOP;
  EXCEPTION WHEN SQLSTATE 'IM001' THEN
    o_answer := 'cycle';
    o_source := NULL;
    o_streams := j.stream || v_way;
    RETURN;
  END;

  -- 4. The build waits; the attempt does not count.
  PERFORM end_attempt(p_job, j.fence, 'waits for its source image');
  UPDATE jobs SET state = 'waiting', waits_for = o_source, incarnation = NULL, fence = nextval('fences'), attempts = attempts - 1,
    waited = waited || (r->>'stream')
  WHERE id = p_job;
  PERFORM pg_notify('imaginator_state', p_job::text);
  o_answer := 'waiting';
END $$;
