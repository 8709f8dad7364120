using System.Collections.Immutable;

namespace Imaginator.Manifests;

/// <summary>Asks a manifest source for a manifest.</summary>
public sealed record ManifestRequest
{
    /// <summary>The URL with all variables expanded. It may hold secrets and must not be shown to anybody.</summary>
    public required string Url { get; init; }

    /// <summary>The URL as it stands in the configuration, without the values of variables; for messages.</summary>
    public required string DisplayUrl { get; init; }

    /// <summary>The directory of the manifest below the URL's root; empty for the root itself.</summary>
    public string Directory { get; init; } = "";

    /// <summary>
    /// The only files that are wanted, as paths below <see cref="Directory"/> with slashes; empty for everything. One that
    /// does not exist is left out, and is no error. A source may deliver more than these.
    /// </summary>
    public ImmutableArray<string> OnlyFiles { get; init; } = [];

    /// <summary>The branch, tag or commit to fetch; null or empty for the default one.</summary>
    public string? GitBranch { get; init; }

    /// <summary>
    /// The absolute path of an existing, empty directory of this machine. The contents of <see cref="Directory"/> go
    /// there, and nothing else.
    /// </summary>
    public required string TargetDirectory { get; init; }

    /// <summary>
    /// The absolute path of a directory that outlives the build and that the source may use as its own, for mirrors of
    /// what it fetched; it may not exist yet. Null where nothing can be kept.
    /// </summary>
    public string? CacheDirectory { get; init; }
}
