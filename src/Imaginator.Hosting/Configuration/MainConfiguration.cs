using System.Collections.Immutable;
using Imaginator.Building.Streams;

namespace Imaginator.Hosting.Configuration;

/// <summary>The main configuration.</summary>
public sealed record MainConfiguration
{
    /// <summary>The bootstrap streams by name.</summary>
    public required ImmutableSortedDictionary<string, BootstrapStream> BootstrapStreams { get; init; }

    /// <summary>What every build uses.</summary>
    public required BuildSettings BuildSettings { get; init; }

    /// <summary>Where the image streams configuration is, as it was written, with variables; null for none.</summary>
    public string? ImageStreamsUrl { get; init; }

    /// <summary>Where the image streams configuration is; null for none.</summary>
    public ConfigurationSource? ImageStreamsSource { get; init; }

    /// <summary>How often an image streams configuration on a web server is fetched again; null for never.</summary>
    public TimeSpan? ImageStreamsCheckInterval { get; init; }

    /// <summary>The streams that are rebuilt periodically, besides all bootstrap streams.</summary>
    public ImmutableArray<string> ImageStreamsToAutoRebuild { get; init; } = [];

    /// <summary>Links on the relationships page.</summary>
    public ImmutableArray<QuickLink> RelationshipsQuickLinks { get; init; } = [];
}
