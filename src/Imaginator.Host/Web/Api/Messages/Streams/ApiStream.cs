using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Streams;

/// <summary>A stream as the API shows it.</summary>
internal sealed record ApiStream
{
    public required string Name { get; init; }

    /// <summary>bootstrap or image.</summary>
    public required string Kind { get; init; }

    /// <summary>As configured, with unexpanded variables.</summary>
    public string? ManifestUrl { get; init; }

    /// <summary>As configured, with unexpanded variables.</summary>
    public string? ManifestDirectory { get; init; }

    /// <summary>The packager type of a bootstrap stream.</summary>
    public string? PackagerType { get; init; }

    /// <summary>The users who can build the stream.</summary>
    public ImmutableArray<string>? BuilderUsers { get; init; }

    /// <summary>The groups whose members can build the stream.</summary>
    public ImmutableArray<string>? BuilderGroups { get; init; }

    /// <summary>The id of the last build that succeeded or failed.</summary>
    public string? LastBuildId { get; init; }

    public bool? LastBuildSucceeded { get; init; }

    public DateTimeOffset? LastBuildFinishedAt { get; init; }

    /// <summary>The newest image that this daemon built.</summary>
    public string? NewestImage { get; init; }

    /// <summary>The stream that this stream is built on; only of a stream that is requested by its name.</summary>
    public string? SourceStream { get; init; }

    /// <summary>The streams that are built on this stream; only of a stream that is requested by its name.</summary>
    public ImmutableArray<string>? Dependents { get; init; }
}
