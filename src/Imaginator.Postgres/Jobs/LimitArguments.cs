using System.Globalization;
using Imaginator.State.Jobs;

namespace Imaginator.Postgres.Jobs;

/// <summary>The limits as an argument of functions. Durations are intervals of the server.</summary>
internal sealed record LimitArguments
{
    public string Lease { get; init; } = "";

    public int Attempts { get; init; }

    public int Releases { get; init; }

    public int Waits { get; init; }

    public string Pause { get; init; } = "";

    public string Recovery { get; init; } = "";

    public string Outage { get; init; } = "";

    public static LimitArguments From(JobLimits limits) => new()
    {
        Lease = ToInterval(limits.Lease),
        Attempts = limits.Attempts,
        Releases = limits.Releases,
        Waits = limits.WaitsPerSource,
        Pause = ToInterval(limits.RetryPause),
        Recovery = ToInterval(limits.Recovery),
        Outage = ToInterval(limits.Outage),
    };

    private static string ToInterval(TimeSpan duration) =>
        string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalMilliseconds} milliseconds");
}
