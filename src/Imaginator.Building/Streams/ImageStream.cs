using System.Collections.Immutable;

namespace Imaginator.Building.Streams;

/// <summary>A stream whose images are built from a manifest.</summary>
public sealed record ImageStream : StreamDefinition
{
    /// <summary>The URL of the manifest, unexpanded.</summary>
    public required string ManifestUrl { get; init; }

    /// <summary>The directory of the manifest below the root of the URL, unexpanded; empty for the root.</summary>
    public string ManifestDirectory { get; init; } = "";

    /// <summary>Users who may build the stream.</summary>
    public ImmutableArray<string> BuilderUsers { get; init; } = [];

    /// <summary>Groups whose members may build the stream.</summary>
    public ImmutableArray<string> BuilderGroups { get; init; } = [];
}
