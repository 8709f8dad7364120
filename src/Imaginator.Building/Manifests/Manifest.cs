using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Scanning;
using Imaginator.Images;

namespace Imaginator.Building.Manifests;

/// <summary>
/// A manifest, read, checked and expanded. Its trees and scripts stay where they are: here are only their names.
/// </summary>
internal sealed record Manifest
{
    /// <summary>The stream whose newest suitable image the build starts from.</summary>
    public required string SourceImage { get; init; }

    /// <summary>Filter lines of the paths left out of the image.</summary>
    public ImmutableArray<string> FilterLines { get; init; } = [];

    /// <summary>
    /// Filter lines of the paths whose mtimes are not copied from the previous image, instead of the common ones; null for
    /// the common ones.
    /// </summary>
    public ImmutableArray<string>? MtimesCopyFilterLines { get; init; }

    /// <summary>Filter lines that are added to the common ones, where <see cref="MtimesCopyFilterLines"/> is null.</summary>
    public ImmutableArray<string> MtimesCopyAddFilterLines { get; init; } = [];

    /// <summary>Variables for the build of the source image, where it has to be built.</summary>
    public ImmutableSortedDictionary<string, string> SourceImageBuildVariables { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The commit that the source image must have been built from; empty for any.</summary>
    public string SourceImageGitCommitId { get; init; } = "";

    /// <summary>The tags that the source image must have: by key the values that will do, never none.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> SourceImageTagsToMatch { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal);

    /// <summary>The packages to install.</summary>
    public ImmutableArray<string> PackageList { get; init; } = [];

    /// <summary>The names in <see cref="ManifestEntries.PreInstallScripts"/>, in the order in which they run.</summary>
    public ImmutableArray<string> PreInstallScripts { get; init; } = [];

    /// <summary>The names in <see cref="ManifestEntries.Scripts"/>, in the order in which they run.</summary>
    public ImmutableArray<string> Scripts { get; init; } = [];

    /// <summary>The names in <see cref="ManifestEntries.PostCleanupScripts"/>, in the order in which they run.</summary>
    public ImmutableArray<string> PostCleanupScripts { get; init; } = [];

    /// <summary>
    /// The trees of the manifest: <see cref="ManifestEntries.Files"/>, <see cref="ManifestEntries.Tests"/> and so on.
    /// </summary>
    public ImmutableHashSet<string> Trees { get; init; } = [];

    /// <summary>The computed files of the image; null if the manifest does not define them.</summary>
    public InheritableList<ComputedFile>? ComputedFiles { get; init; }

    /// <summary>The image filter; null if the manifest does not define it: a sparse image.</summary>
    public InheritableList<string>? ImageFilter { get; init; }

    /// <summary>The triggers; null if the manifest does not define them.</summary>
    public InheritableList<Trigger>? Triggers { get; init; }

    /// <summary>Groups that own the image.</summary>
    public ImmutableArray<string> OwnerGroups { get; init; } = [];

    /// <summary>Users that own the image.</summary>
    public ImmutableArray<string> OwnerUsers { get; init; } = [];

    /// <summary>The tags of the image.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Probable mistakes, for the build log.</summary>
    public ImmutableArray<ConfigurationFault> Warnings { get; init; } = [];
}
