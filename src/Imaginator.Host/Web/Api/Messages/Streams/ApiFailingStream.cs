using Imaginator.Host.Builds;

namespace Imaginator.Host.Web.Api.Messages.Streams;

/// <summary>A stream whose last build failed.</summary>
internal sealed record ApiFailingStream
{
    public required string Stream { get; init; }

    /// <summary>The id of the last build that succeeded or failed.</summary>
    public required string LastBuildId { get; init; }

    /// <summary>The end of the first of the failures in a row.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The error of the last build.</summary>
    public required string Error { get; init; }

    /// <summary>The number of failures since the last success.</summary>
    public required int FailuresInARow { get; init; }

    public static ApiFailingStream Of(FailingStream stream) => new()
    {
        Stream = stream.StreamName,
        LastBuildId = stream.LastBuild.ToString(),
        Since = stream.Since,
        Error = stream.Error,
        FailuresInARow = stream.FailuresInARow,
    };
}
