using Imaginator.Postgres.Connecting;
using Imaginator.State;
using Imaginator.State.Fleet;
using Npgsql;

namespace Imaginator.Postgres.Leading;

/// <summary>
/// Elects the leader of a site with a lock of the database. The lock belongs to a separate connection, and the term is written on
/// it: a leader whose connection breaks has lost the lock, and its later writes carry a term that has passed.
/// </summary>
/// <param name="direct">Connections to the server itself: behind a pooler, a lock would belong to an unknown connection.</param>
/// <param name="role">The role, one leader each.</param>
/// <param name="holder">This process.</param>
internal sealed class LeaderLock(NpgsqlDataSource direct, string role, Guid holder, TimeProvider timeProvider) : ILeadership
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The time without an answer of the database after which this process does not lead any more.</summary>
    private static readonly TimeSpan MaximumSilence = TimeSpan.FromSeconds(3);

    // The server ends the connection of a leader that is cut off, and with it the lock, after about 5 s.
    private const string KeepAlive =
        "SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3; SET tcp_user_timeout = 5000";

    private const string BeginTerm =
        """
        INSERT INTO imaginator.leaders AS l (role, term, holder, since) VALUES ($1, 1, $2, statement_timestamp())
        ON CONFLICT (role) DO UPDATE SET term = l.term + 1, holder = excluded.holder, since = excluded.since RETURNING term
        """;

    public async Task RunAsync(Func<Term, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await direct.OpenConnectionAsync(cancellationToken);
                await connection.ExecuteAsync(KeepAlive, [], cancellationToken);
                await WaitForLockAsync(connection, cancellationToken);
                var term = (await connection.ReadAsync(
                    BeginTerm, [role, holder], reader => new Term(reader.GetInt64(0)), cancellationToken))[0];
                await LeadAsync(connection, term, work, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is StateException || PostgresFailures.Judge(e) is not null)
            {
                // The database is out of reach or fails over: a candidate goes on for ever.
            }

            try
            {
                await Task.Delay(Interval, timeProvider, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task WaitForLockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        while (true)
        {
            var locked = await connection.ReadAsync(
                "SELECT pg_try_advisory_lock(16, hashtext($1))", [role], reader => reader.GetBoolean(0), cancellationToken);
            if (locked[0])
            {
                return;
            }

            await Task.Delay(Interval, timeProvider, cancellationToken);
        }
    }

    // The work ends before the connection, and the connection before the lock is another's.
    private async Task LeadAsync(
        NpgsqlConnection connection, Term term, Func<Term, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var working = Task.Run(() => work(term, leading.Token), CancellationToken.None);
        try
        {
            while (!working.IsCompleted)
            {
                await Task.WhenAny(working, Task.Delay(Interval, timeProvider, leading.Token));
                leading.Token.ThrowIfCancellationRequested();
                await PingAsync(connection, leading.Token);
            }
        }
        finally
        {
            await leading.CancelAsync();
            try
            {
                await working;
            }
            catch (OperationCanceledException)
            {
                // The expected end of work that was cancelled.
            }
        }
    }

    private async Task PingAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(MaximumSilence, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            await connection.ExecuteAsync("SELECT 1", [], either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"the database has not answered for {MaximumSilence.TotalSeconds} s", e);
        }
    }
}
