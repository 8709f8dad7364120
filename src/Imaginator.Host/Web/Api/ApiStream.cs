using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api;

/// <summary>A stream as the API shows it.</summary>
internal sealed record ApiStream
{
    public required string Name { get; init; }

    /// <summary>bootstrap or image.</summary>
    public required string Kind { get; init; }

    /// <summary>As configured, with unexpanded variables.</summary>
    public string? ManifestUrl { get; init; }

    public string? ManifestDirectory { get; init; }

    public string? PackagerType { get; init; }

    public ImmutableArray<string>? BuilderUsers { get; init; }

    public ImmutableArray<string>? BuilderGroups { get; init; }

    /// <summary>The id of the last build that succeeded or failed.</summary>
    public string? LastBuildId { get; init; }

    public bool? LastBuildSucceeded { get; init; }

    public DateTimeOffset? LastBuildFinishedAt { get; init; }

    /// <summary>The newest image that this daemon built.</summary>
    public string? NewestImage { get; init; }
}
