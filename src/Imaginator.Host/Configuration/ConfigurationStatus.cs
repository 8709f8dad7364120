using System.Collections.Immutable;
using Imaginator.Building.Documents;

namespace Imaginator.Host.Configuration;

/// <summary>How the configuration stands, for operators.</summary>
internal sealed record ConfigurationStatus
{
    /// <summary>Since when what is in force has been in force.</summary>
    public required DateTimeOffset InForceSince { get; init; }

    /// <summary>The parts whose newest version is broken or cannot be had; what they held before is in force.</summary>
    public ImmutableSortedDictionary<ConfigurationPart, BrokenPart> Broken { get; init; } =
        ImmutableSortedDictionary<ConfigurationPart, BrokenPart>.Empty;

    /// <summary>What is probably not meant in the parts that are in force.</summary>
    public ImmutableSortedDictionary<ConfigurationPart, ImmutableArray<ConfigurationFault>> Warnings { get; init; } =
        ImmutableSortedDictionary<ConfigurationPart, ImmutableArray<ConfigurationFault>>.Empty;

    /// <summary>
    /// When the image streams in force were fetched, if they are those that an earlier run has kept, because the newest
    /// could not be had at start; else null.
    /// </summary>
    public DateTimeOffset? ImageStreamsKeptSince { get; init; }
}
