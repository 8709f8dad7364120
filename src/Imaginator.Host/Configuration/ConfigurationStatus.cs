using System.Collections.Immutable;
using Imaginator.Building.Documents;

namespace Imaginator.Host.Configuration;

/// <summary>The status of the configuration, for operators.</summary>
internal sealed record ConfigurationStatus
{
    /// <summary>The time when the active configuration became active.</summary>
    public required DateTimeOffset ActiveSince { get; init; }

    /// <summary>The parts whose newest version is unusable or not available, so that the previous version is active.</summary>
    public ImmutableSortedDictionary<ConfigurationPart, BrokenPart> Broken { get; init; } =
        ImmutableSortedDictionary<ConfigurationPart, BrokenPart>.Empty;

    /// <summary>Probable mistakes in the active parts.</summary>
    public ImmutableSortedDictionary<ConfigurationPart, ImmutableArray<ConfigurationFault>> Warnings { get; init; } =
        ImmutableSortedDictionary<ConfigurationPart, ImmutableArray<ConfigurationFault>>.Empty;

    /// <summary>
    /// The time when the active image streams were fetched, if an earlier run kept them and the newest were not available at
    /// start; otherwise null.
    /// </summary>
    public DateTimeOffset? ImageStreamsKeptSince { get; init; }
}
