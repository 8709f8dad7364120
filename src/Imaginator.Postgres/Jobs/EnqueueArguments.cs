using Imaginator.State.Jobs.Requests;

namespace Imaginator.Postgres.Jobs;

/// <summary>The argument of the function <c>enqueue</c>. Durations are ticks of 100 ns.</summary>
internal sealed record EnqueueArguments
{
    public Guid Submission { get; init; }

    public long Id { get; init; }

    public string Stream { get; init; } = "";

    public string StreamName { get; init; } = "";

    public string? PrivateConsumer { get; init; }

    public int Reason { get; init; }

    public string User { get; init; } = "";

    public string Fair { get; init; } = "";

    public int Urgency { get; init; }

    public string[] Labels { get; init; } = [];

    public byte[] Configuration { get; init; } = [];

    public long ExpiresIn { get; init; }

    public long MaximumSourceAge { get; init; }

    public long MaximumDuration { get; init; }

    public long SkipUnchanged { get; init; }

    public bool Detached { get; init; }

    public Guid? Daemon { get; init; }

    public string? Pause { get; init; }

    public int? MaximumQueued { get; init; }

    public int? MaximumOfUser { get; init; }

    public long? RetryOf { get; init; }

    public string ManifestUrl { get; init; } = "";

    public string ManifestDirectory { get; init; } = "";

    public string Branch { get; init; } = "";

    public string Variables { get; init; } = "";

    /// <summary>The sealed variables of a retry; null if the build cannot be retried.</summary>
    public byte[]? Kept { get; init; }

    public string? RequestBranch { get; init; }

    public bool ReturnsImage { get; init; }

    public string? Missing { get; init; }

    public string? KeyCaller { get; init; }

    public string? Key { get; init; }

    public Guid? KeyReservation { get; init; }

    public static EnqueueArguments From(NewJob job) => new()
    {
        Submission = job.Submission,
        Id = job.Id.Value,
        Stream = job.Stream,
        StreamName = job.StreamName,
        PrivateConsumer = job.PrivateConsumer,
        Reason = (int)job.Reason,
        User = job.User,
        Fair = job.FairKey ?? job.User,
        Urgency = job.Urgency,
        Labels = [.. job.Labels],
        Configuration = job.Configuration.ToArray(),
        ExpiresIn = job.ExpiresIn.Ticks,
        MaximumSourceAge = job.MaximumSourceAge.Ticks,
        MaximumDuration = job.MaximumDuration.Ticks,
        SkipUnchanged = job.SkipUnchanged.Ticks,
        Detached = job.IsDetached,
        Daemon = job.Daemon,
        Pause = job.Pause is { } pause ? JobNames.Of(pause) : null,
        MaximumQueued = job.MaximumQueued,
        MaximumOfUser = job.MaximumOfUser,
        RetryOf = job.RetryOf?.Value,
        ManifestUrl = job.Inputs.ManifestUrl,
        ManifestDirectory = job.Inputs.ManifestDirectory,
        Branch = job.Inputs.Branch,
        Variables = string.Join('\n', job.Inputs.VariableNames),
        Kept = job.Kept?.Variables.ToArray(),
        RequestBranch = job.Kept?.Branch,
        ReturnsImage = job.Kept?.ReturnsImage ?? false,
        Missing = job.Kept is { } kept ? string.Join('\n', kept.Missing) : null,
        KeyCaller = job.Key?.Caller,
        Key = job.Key?.Key,
        KeyReservation = job.Key?.Reservation,
    };
}
