using Imaginator.Postgres.Connecting;
using Imaginator.State.Jobs;

namespace Imaginator.Postgres.Tests.Cluster;

/// <summary>The state of a fleet in a database of the tests.</summary>
internal static class TestState
{
    /// <summary>Limits that a test can wait for.</summary>
    public static JobLimits ShortLimits { get; } = new()
    {
        Lease = TimeSpan.FromSeconds(1),
        RetryPause = TimeSpan.Zero,
        Recovery = TimeSpan.FromSeconds(1),
        Outage = TimeSpan.FromMinutes(1),
    };

    public static PostgresState Open(PgCluster cluster, string database, JobLimits? limits = null) => new(
        new DatabaseOptions(DatabaseUrl.Parse(cluster.UrlOf(database))), limits ?? ShortLimits, TimeProvider.System);
}
