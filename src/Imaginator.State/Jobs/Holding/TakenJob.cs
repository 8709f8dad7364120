namespace Imaginator.State.Jobs.Holding;

/// <summary>A job that a worker has taken. Immutable.</summary>
public sealed record TakenJob
{
    public required JobHold Hold { get; init; }

    /// <summary>The stream, or the directory of a private image.</summary>
    public required string Stream { get; init; }

    /// <summary>The sealed request.</summary>
    public required ReadOnlyMemory<byte> Request { get; init; }

    /// <summary>The digest of the configuration's revision.</summary>
    public required ReadOnlyMemory<byte> Configuration { get; init; }

    /// <summary>The number of this attempt, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The time that the build has left, over all attempts.</summary>
    public required TimeSpan TimeLeft { get; init; }
}
