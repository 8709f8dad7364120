using Imaginator.State;
using Npgsql;

namespace Imaginator.Postgres.Connecting;

/// <summary>
/// Runs calls on connections of a pool. A call is repeated while the database fails over or calls conflict, so every call must have
/// the same effect once and twice: see the keys of submissions, fences and positions. Thread-safe.
/// </summary>
internal sealed class PostgresCalls(NpgsqlDataSource source, TimeProvider timeProvider, TimeSpan budget)
{
    private const int MaximumConflicts = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs a call.</summary>
    /// <exception cref="StateException">The database refuses the call, or failed for longer than the budget.</exception>
    public async ValueTask<T> RunAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        var pause = FirstPause;
        var conflicts = 0;
        while (true)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellationToken);
                return await call(connection, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && PostgresFailures.Judge(e) is { } failure)
            {
                var canRepeat = failure switch
                {
                    StateFailure.Conflict => ++conflicts <= MaximumConflicts,
                    StateFailure.Unreachable => timeProvider.GetElapsedTime(start) + pause < budget,
                    _ => false,
                };
                if (!canRepeat)
                {
                    throw ToStateException(failure, e);
                }
            }

            await Task.Delay(pause, timeProvider, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Runs a statement and returns the number of rows that it changed.</summary>
    public ValueTask<int> ExecuteAsync(string sql, object?[] values, CancellationToken cancellationToken) => RunAsync(
        async (connection, token) =>
        {
            await using var command = connection.Command(sql, values);
            return await command.ExecuteNonQueryAsync(token);
        },
        cancellationToken);

    /// <summary>Reads the first row of a query; default if it has none.</summary>
    public ValueTask<T?> FindAsync<T>(
        string sql, object?[] values, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) => RunAsync<T?>(
        async (connection, token) =>
        {
            await using var command = connection.Command(sql, values);
            await using var reader = await command.ExecuteReaderAsync(token);
            return await reader.ReadAsync(token) ? read(reader) : default;
        },
        cancellationToken);

    /// <summary>Reads all rows of a query.</summary>
    public ValueTask<List<T>> ReadAsync<T>(
        string sql, object?[] values, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) => RunAsync(
        (connection, token) => connection.ReadAsync(sql, values, read, token), cancellationToken);

    private static StateException ToStateException(StateFailure failure, Exception e) => new(
        failure,
        failure switch
        {
            StateFailure.Unreachable => $"cannot reach the database: {PostgresFailures.Describe(e)}",
            StateFailure.Refused => $"the database refused the call: {PostgresFailures.Describe(e)}; check user, password and grants",
            StateFailure.OtherVersion =>
                $"the tables of the database are of another version: {PostgresFailures.Describe(e)}; run \"imaginator migrate\"",
            StateFailure.Damaged => $"the database is damaged: {PostgresFailures.Describe(e)}; restore it from a backup",
            _ => $"the database could not complete the call: {PostgresFailures.Describe(e)}; try again later",
        },
        e);
}
