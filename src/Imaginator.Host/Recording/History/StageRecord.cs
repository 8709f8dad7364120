namespace Imaginator.Host.Recording.History;

/// <summary>A stage of a recorded build.</summary>
internal sealed record StageRecord(string Name, DateTimeOffset StartedAt)
{
    /// <summary>How long it took; null while it runs, and for one that the build did not come out of.</summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>What it did, in a few words, or null.</summary>
    public string? Detail { get; init; }
}
