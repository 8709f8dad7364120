using System.Collections.Immutable;

namespace Imaginator.ImageStores.Maintenance;

/// <summary>The results of a check of a store.</summary>
public sealed class StoreCheckReport
{
    /// <summary>The number of images that were checked.</summary>
    public required long Images { get; init; }

    /// <summary>The number of objects that were checked.</summary>
    public required long Objects { get; init; }

    /// <summary>The total size of those objects in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The faults, each as one line of text. Empty if the store has no faults.</summary>
    public required ImmutableArray<string> Faults { get; init; }

    /// <summary>The completed repairs, each as one line of text. Empty for a check without repair.</summary>
    public required ImmutableArray<string> Repairs { get; init; }

    /// <summary>The faults that remain, each as one line of text: those that a repair cannot remove, or all without repair.</summary>
    public ImmutableArray<string> Unrepaired { get; init; } = [];

    /// <summary>
    /// The unreadable parts of the store, each as one line of text. They are not known to be faulty, and a repair does not change them.
    /// </summary>
    public ImmutableArray<string> Unreadable { get; init; } = [];

    /// <summary>
    /// Observations that do not count as faults, each as one line of text: for example, the data that the next garbage collection removes.
    /// </summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}
