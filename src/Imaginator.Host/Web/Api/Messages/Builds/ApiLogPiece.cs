namespace Imaginator.Host.Web.Api.Messages.Builds;

/// <summary>A piece of a build log, as an event.</summary>
internal sealed record ApiLogPiece
{
    /// <summary>The position of the first byte in the log.</summary>
    public required long Offset { get; init; }

    /// <summary>The time of the first byte; absent if it is unknown.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The text. It can begin and end within a line.</summary>
    public required string Text { get; init; }
}
