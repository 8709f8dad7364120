namespace Imaginator.Postgres.Jobs;

/// <summary>The statements of the queue, except for the functions of the database.</summary>
internal static class JobSql
{
    /// <summary>
    /// $1 incarnation. Only the first job of a stream is a candidate, and its row is locked: two takers do not meet in one stream. Where
    /// their snapshots let them meet all the same, the index jobs_one_per_stream refuses one. An attempt starts at the time of its row: the
    /// statement can have begun before the former build of the stream has ended.
    /// </summary>
    public const string Take =
        """
        WITH me AS (
          SELECT w.incarnation, w.name, w.labels FROM imaginator.workers w LEFT JOIN imaginator.worker_settings s ON s.name = w.name
          WHERE w.incarnation = $1 AND w.dead_at IS NULL AND NOT w.draining AND NOT coalesce(s.cordoned OR s.drain, false)),
        next AS (
          SELECT j.id FROM imaginator.jobs j, me
          WHERE j.state = 'queued' AND j.cancel_reason IS NULL AND j.not_before <= statement_timestamp() AND j.labels <@ me.labels
            AND NOT EXISTS (
              SELECT 1 FROM imaginator.jobs b WHERE b.stream = j.stream AND b.state IN ('running', 'waiting', 'publishing'))
            AND NOT EXISTS (
              SELECT 1 FROM imaginator.jobs e
              WHERE e.stream = j.stream AND e.state = 'queued' AND e.not_before <= statement_timestamp()
                AND (e.urgency, e.rank, e.id) < (j.urgency, j.rank, j.id))
            AND NOT EXISTS (
              SELECT 1 FROM imaginator.job_declines d WHERE d.job = j.id AND d.worker = me.name AND d.until > statement_timestamp())
          ORDER BY j.urgency, j.rank, j.id LIMIT 1 FOR UPDATE OF j SKIP LOCKED),
        taken AS (
          UPDATE imaginator.jobs j SET state = 'running', incarnation = me.incarnation, worker = me.name,
            fence = nextval('imaginator.fences'), attempts = j.attempts + 1, started_at = coalesce(j.started_at, statement_timestamp()),
            deadline_at = coalesce(j.deadline_at, statement_timestamp() + j.max_duration / 10 * interval '1 microsecond')
          FROM next, me WHERE j.id = next.id
          RETURNING j.id, j.fence, j.stream, j.request, j.configuration, j.attempts, j.started_at, j.deadline_at, j.worker),
        record AS (
          UPDATE imaginator.builds b SET result = 1, started_at = t.started_at, worker = t.worker, attempts = t.attempts
          FROM taken t WHERE b.id = t.id),
        attempt AS (
          INSERT INTO imaginator.job_attempts (job, number, fence, worker, started_at)
          SELECT id, attempts, fence, worker, clock_timestamp() FROM taken)
        SELECT id, fence, stream, request, configuration, attempts, deadline_at - statement_timestamp(),
          pg_notify('imaginator_state', id::text)
        FROM taken
        """;

    /// <summary>$1 incarnation, $2 lease, $3 running, $4 draining, $5 blocked. No row: the worker is dead.</summary>
    public const string Heartbeat =
        """
        WITH me AS (
          UPDATE imaginator.workers SET alive_until = statement_timestamp() + $2, running = $3, draining = $4, blocked = $5::text
          WHERE incarnation = $1 AND dead_at IS NULL RETURNING incarnation, name)
        SELECT coalesce(s.cordoned, false), coalesce(s.drain, false), s.slots,
          (SELECT count(*)::int FROM imaginator.workers w WHERE w.dead_at IS NULL),
          j.id, j.fence, j.cancel_reason, coalesce(j.followed_until > statement_timestamp(), false)
        FROM me LEFT JOIN imaginator.worker_settings s ON s.name = me.name
        LEFT JOIN imaginator.jobs j ON j.incarnation = me.incarnation AND j.state IN ('running', 'publishing')
        ORDER BY j.id
        """;

    /// <summary>$1 job, $2 fence, $3 incarnation, $4 name or NULL. No row: the job is lost or cancelled.</summary>
    public const string BeginPublish =
        """
        UPDATE imaginator.jobs SET state = 'publishing', reserved_name = $4::text
        WHERE id = $1 AND fence = $2 AND incarnation = $3 AND state IN ('running', 'publishing') AND cancel_reason IS NULL
        """;

    /// <summary>The columns of a job for those who only look at it, of table j.</summary>
    public const string Columns =
        """
        j.id, j.stream, j.private_consumer, j.state, j.reason, j.user_name, j.urgency::int, j.rank, j.labels, j.queued_at, j.started_at,
        j.finished_at, j.waits_for, j.needed_by, j.attempts::int, j.worker, j.cancel_reason, j.outcome::int, j.error, j.image_name,
        j.result_metadata, j.result_tree
        """;

    /// <summary>
    /// $1 cursor or NULL. The next cursor is the oldest transaction that was open when the rows were read: what it commits later is read
    /// then.
    /// </summary>
    public const string Changed =
        $"""
        SELECT c.cursor, {Columns} FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS cursor) c
        LEFT JOIN imaginator.jobs j ON j.changed >= coalesce($1::text, '0')::xid8
        ORDER BY j.id
        """;
}
