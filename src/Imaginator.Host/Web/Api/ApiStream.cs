using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api;

/// <summary>A stream.</summary>
internal sealed record ApiStream
{
    public required string Name { get; init; }

    /// <summary>bootstrap or image.</summary>
    public required string Kind { get; init; }

    /// <summary>As configured: variables are not expanded.</summary>
    public string? ManifestUrl { get; init; }

    public string? ManifestDirectory { get; init; }

    public string? PackagerType { get; init; }

    public ImmutableArray<string>? BuilderUsers { get; init; }

    public ImmutableArray<string>? BuilderGroups { get; init; }

    /// <summary>The last build that succeeded or failed.</summary>
    public string? LastBuild { get; init; }

    /// <summary>Whether it succeeded.</summary>
    public bool? LastBuildSucceeded { get; init; }

    public DateTimeOffset? LastBuildFinishedAt { get; init; }

    /// <summary>The newest image that was built here.</summary>
    public string? NewestImage { get; init; }
}
