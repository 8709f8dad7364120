using System.Collections.Immutable;

namespace Imaginator.Manifests;

/// <summary>A request to fetch a manifest.</summary>
public sealed class ManifestRequest
{
    /// <summary>The URL with all variables expanded. It can contain secrets and must not appear in any message.</summary>
    public required string Url { get; init; }

    /// <summary>The URL as configured, with variables not expanded, for messages.</summary>
    public required string DisplayUrl { get; init; }

    /// <summary>The directory of the manifest, relative to the root of the URL; empty for the root.</summary>
    public string Directory { get; init; } = "";

    /// <summary>
    /// The only files to fetch, as paths relative to <see cref="Directory"/> with slashes; empty for all files. The manifest
    /// source skips files that do not exist, and can deliver more files than these.
    /// </summary>
    public ImmutableArray<string> OnlyFiles { get; init; } = [];

    /// <summary>The branch, tag or commit to fetch; null or empty for the default branch.</summary>
    public string? GitBranch { get; init; }

    /// <summary>
    /// The absolute path of an existing, empty directory on this machine. The manifest source writes the contents of
    /// <see cref="Directory"/>, and nothing else, to it.
    /// </summary>
    public required string TargetDirectory { get; init; }

    /// <summary>
    /// The absolute path of a directory that persists between builds and belongs to the manifest source, for example for
    /// mirrors of repositories. The directory does not necessarily exist. Null if nothing can be kept.
    /// </summary>
    public string? CacheDirectory { get; init; }
}
