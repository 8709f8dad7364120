using System.Collections.Immutable;
using Imaginator.Images;

namespace Imaginator.Building.Streams;

/// <summary>A stream whose images are made by a bootstrap command, without a source image.</summary>
public sealed record BootstrapStream : StreamDefinition
{
    /// <summary>The command as configured, after opportunistic expansion; <c>$dir</c> is the root directory to fill.</summary>
    public required ImmutableArray<string> BootstrapCommand { get; init; }

    /// <summary>Filter lines of the paths left out of the image.</summary>
    public ImmutableArray<string> FilterLines { get; init; } = [];

    /// <summary>The name of the packager type.</summary>
    public required string PackagerType { get; init; }

    /// <summary>The image filter of its images; null for none (sparse).</summary>
    public Filter? ImageFilter { get; init; }

    /// <summary>The tags of its images.</summary>
    public ImmutableSortedDictionary<string, string> ImageTags { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The triggers of its images; null for none.</summary>
    public ImmutableArray<Trigger>? ImageTriggers { get; init; }

    /// <summary>Groups that own its images.</summary>
    public ImmutableArray<string> OwnerGroups { get; init; } = [];

    /// <summary>Users that own its images.</summary>
    public ImmutableArray<string> OwnerUsers { get; init; } = [];
}
