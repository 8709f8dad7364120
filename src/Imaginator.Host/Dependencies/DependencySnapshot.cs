using System.Collections.Immutable;

namespace Imaginator.Host.Dependencies;

/// <summary>What the streams depend on, as it was found out at one moment. Immutable.</summary>
internal sealed record DependencySnapshot
{
    /// <summary>Nothing was found out yet.</summary>
    public static DependencySnapshot None { get; } = new();

    /// <summary>When this was found out; null if never.</summary>
    public DateTimeOffset? GeneratedAt { get; init; }

    /// <summary>When somebody last tried to; null if never.</summary>
    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>Why the last attempt failed, secrets masked; empty if it did not.</summary>
    public string LastAttemptError { get; init; } = "";

    /// <summary>What fetching the manifests printed, secrets masked.</summary>
    public ReadOnlyMemory<byte> FetchLog { get; init; }

    /// <summary>The source stream of each stream that has one.</summary>
    public ImmutableSortedDictionary<string, string> StreamToSource { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Source streams that are neither bootstrap stream nor stream nor pattern.</summary>
    public ImmutableSortedSet<string> UnbuildableSources { get; init; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
}
