namespace Imaginator.Host.History.Hours;

/// <summary>The properties of an ended build that the hours count. Immutable.</summary>
/// <param name="FinishedAt">The end of the build, which chooses the hour.</param>
/// <param name="Result">The number of its result.</param>
internal sealed record FinishedBuild(DateTimeOffset FinishedAt, int Result)
{
    /// <summary>The size of the objects that the image store did not have, in bytes.</summary>
    public long NewBytes { get; init; }

    /// <summary>The duration of a build that made an image; null for other builds.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The time in the queue; null for a build that did not start.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>The stage in which the build failed, empty for none; null for a build that did not fail.</summary>
    public string? FailedStage { get; init; }
}
