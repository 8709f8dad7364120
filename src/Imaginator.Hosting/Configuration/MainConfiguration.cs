using System.Collections.Immutable;
using Imaginator.Building.Streams;

namespace Imaginator.Hosting.Configuration;

/// <summary>The main configuration.</summary>
public sealed record MainConfiguration
{
    /// <summary>By name.</summary>
    public required ImmutableSortedDictionary<string, BootstrapStream> BootstrapStreams { get; init; }

    /// <summary>Whether a file of a bootstrap stream could not be fetched, so that reading again can help.</summary>
    public bool HasFailedFetches { get; init; }

    /// <summary>The settings of all builds.</summary>
    public required BuildSettings BuildSettings { get; init; }

    /// <summary>The URL of the image streams configuration, before expansion of variables; null for none.</summary>
    public string? ImageStreamsUrl { get; init; }

    /// <summary>The location of the image streams configuration; null for none.</summary>
    public ConfigurationSource? ImageStreamsSource { get; init; }

    /// <summary>The time between fetches of an image streams configuration on a web server; null for a single fetch.</summary>
    public TimeSpan? ImageStreamsCheckInterval { get; init; }

    /// <summary>The streams that are rebuilt periodically, besides all bootstrap streams.</summary>
    public ImmutableArray<string> ImageStreamsToAutoRebuild { get; init; } = [];

    /// <summary>The roles of users and groups, in addition to the builders of the streams.</summary>
    public StreamRoles StreamRoles { get; init; } = StreamRoles.None;

    /// <summary>The receivers of notifications.</summary>
    public NotificationSettings Notifications { get; init; } = NotificationSettings.None;

    /// <summary>Links on the relationships page.</summary>
    public ImmutableArray<QuickLink> RelationshipsQuickLinks { get; init; } = [];
}
