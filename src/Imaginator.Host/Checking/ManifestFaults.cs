using System.Collections.Immutable;
using Imaginator.Building.Documents;

namespace Imaginator.Host.Checking;

/// <summary>The result of the check of all manifests.</summary>
internal sealed record ManifestFaults
{
    public static ManifestFaults None { get; } = new();

    public ImmutableArray<ConfigurationFault> Faults { get; init; } = [];

    /// <summary>The number of manifests that were read.</summary>
    public int Checked { get; init; }

    /// <summary>The number of manifests that a server did not provide.</summary>
    public int NotFetched { get; init; }
}
