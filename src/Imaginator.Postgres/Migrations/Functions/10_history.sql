-- The parts of the history that follow from the end of a build. The daemon's own saves and the queue call the same function.
CREATE OR REPLACE FUNCTION history_hour(p_at timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT floor(extract(epoch FROM p_at) / 3600)::bigint + 17259888 -- the hours from the year 1 to 1970
$$;

CREATE OR REPLACE FUNCTION history_add_duration(p_hour bigint, p_kind int, p_duration interval) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = imaginator, pg_temp AS $$
  INSERT INTO hour_durations AS h
  SELECT p_hour, p_kind, b.bucket, 1
  FROM (SELECT bucket FROM duration_buckets WHERE least <= trunc(extract(epoch FROM p_duration) * 10000000)::bigint
        ORDER BY least DESC LIMIT 1) b
  WHERE p_duration >= interval '0'
  ON CONFLICT (hour, kind, bucket) DO UPDATE SET builds = h.builds + 1
$$;

-- Called in the transaction that saved the record p_id; p_was_finished: the record had a result before.
CREATE OR REPLACE FUNCTION history_saved(p_id bigint, p_was_finished boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = imaginator, pg_temp AS $$
DECLARE
  b builds;
  v_end timestamptz;
  v_hour bigint;
BEGIN
  SELECT * INTO b FROM builds WHERE id = p_id;
  IF b.is_good IS NULL THEN
    RETURN;
  END IF;

  v_end := coalesce(b.finished_at, b.queued_at);
  IF b.result IN (2, 3, 7) THEN
    -- A build that waited for a long time may end after a later one: the last one submitted counts.
    INSERT INTO latest AS l VALUES (b.stream, b.id, b.is_good, CASE WHEN b.is_good THEN b.id END)
    ON CONFLICT (stream) DO UPDATE SET
      is_good = CASE WHEN excluded.last_id >= l.last_id THEN excluded.is_good ELSE l.is_good END,
      last_id = greatest(l.last_id, excluded.last_id),
      good_id = CASE WHEN excluded.is_good THEN greatest(coalesce(l.good_id, 0), excluded.last_id) ELSE l.good_id END;
  END IF;

  IF p_was_finished THEN
    RETURN;
  END IF;

  IF b.result = 3 THEN
    INSERT INTO failing AS f
    SELECT b.stream, v_end, 1
    WHERE b.id > coalesce((SELECT l.good_id FROM latest l WHERE l.stream = b.stream), 0)
    ON CONFLICT (stream) DO UPDATE SET failures = f.failures + 1, since = least(f.since, excluded.since);
  ELSIF b.result IN (2, 7) THEN
    -- A build that waited for a long time can succeed after a later one has failed.
    DELETE FROM failing f WHERE f.stream = b.stream;
    INSERT INTO failing
    SELECT o.stream, min(coalesce(o.finished_at, o.queued_at)), count(*) FROM builds o
    WHERE o.stream = b.stream AND NOT o.is_good AND o.result = 3 AND o.id > b.id GROUP BY o.stream
    ON CONFLICT (stream) DO NOTHING;
  END IF;

  v_hour := history_hour(v_end);
  INSERT INTO hour_results AS h VALUES (v_hour, b.result, 1, b.new_bytes)
  ON CONFLICT (hour, result) DO UPDATE SET builds = h.builds + 1, new_bytes = h.new_bytes + excluded.new_bytes;
  IF b.result = 2 THEN
    PERFORM history_add_duration(v_hour, 0, b.finished_at - b.started_at);
  END IF;

  PERFORM history_add_duration(v_hour, 1, b.started_at - b.queued_at);
  IF b.result = 3 THEN
    INSERT INTO hour_failures AS h
    VALUES (v_hour, coalesce((SELECT s.name FROM stages s WHERE s.build_id = b.id AND s.elapsed IS NULL ORDER BY s.number DESC LIMIT 1), ''), 1)
    ON CONFLICT (hour, stage) DO UPDATE SET builds = h.builds + 1;
  END IF;
END $$;
