using System.Collections.Immutable;

namespace Imaginator.ImageStores.Maintenance;

/// <summary>What a check of a store found.</summary>
public sealed record StoreCheckReport
{
    /// <summary>How many images were checked.</summary>
    public required long Images { get; init; }

    /// <summary>How many objects were checked.</summary>
    public required long Objects { get; init; }

    /// <summary>The size of those objects in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Every fault, one line for people each; empty for a sound store.</summary>
    public required ImmutableArray<string> Faults { get; init; }

    /// <summary>What was done about them, one line for people each; empty without repair.</summary>
    public required ImmutableArray<string> Repairs { get; init; }
}
