using System.Collections.Immutable;

namespace Imaginator.State.History;

/// <summary>The inputs of a build, as far as they are known.</summary>
public sealed record BuildInputs
{
    public static BuildInputs Unknown { get; } = new();

    /// <summary>The URL of the manifest as configured: variables are not expanded. Empty for a bootstrap stream.</summary>
    public string ManifestUrl { get; init; } = "";

    /// <summary>The directory of the manifest below it, not expanded.</summary>
    public string ManifestDirectory { get; init; } = "";

    /// <summary>The requested branch, tag or commit, or the default one; empty for none.</summary>
    public string Branch { get; init; } = "";

    /// <summary>The commit of the manifest; empty for none.</summary>
    public string CommitId { get; init; } = "";

    /// <summary>The name of the source image; empty for none.</summary>
    public string SourceImage { get; init; } = "";

    /// <summary>The names of the request's variables. The values may be secret and are not shown.</summary>
    public ImmutableArray<string> VariableNames { get; init; } = [];
}
