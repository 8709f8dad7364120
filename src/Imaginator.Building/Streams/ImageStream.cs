using System.Collections.Immutable;

namespace Imaginator.Building.Streams;

/// <summary>A stream whose images are built from a manifest.</summary>
public sealed record ImageStream : StreamDefinition
{
    /// <summary>The URL of the manifest, not expanded.</summary>
    public required string ManifestUrl { get; init; }

    /// <summary>The directory of the manifest below the URL's root, not expanded; empty for the root.</summary>
    public string ManifestDirectory { get; init; } = "";

    /// <summary>Users who may build it.</summary>
    public ImmutableArray<string> BuilderUsers { get; init; } = [];

    /// <summary>Groups whose members may build it.</summary>
    public ImmutableArray<string> BuilderGroups { get; init; } = [];
}
