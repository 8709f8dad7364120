
namespace Imaginator.State.History;

/// <summary>A stage of a recorded build.</summary>
public sealed record StageRecord(string Name, DateTimeOffset StartedAt)
{
    /// <summary>The duration; null while the stage runs, and for a stage that failed.</summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>A summary for display only; null for none.</summary>
    public string? Detail { get; init; }
}
