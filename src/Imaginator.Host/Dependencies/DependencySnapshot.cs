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

    /// <summary>
    /// What went wrong in the last attempt, in one line, secrets masked; empty for nothing. Streams whose manifests could
    /// not be read then have the source that they had before, if any.
    /// </summary>
    public string LastAttemptError { get; init; } = "";

    /// <summary>What fetching the manifests printed in the last attempt, and the time it took; secrets masked.</summary>
    public ReadOnlyMemory<byte> FetchLog { get; init; }

    /// <summary>
    /// The source stream of each stream that has one: streams with exact names, and those of patterns that others build on.
    /// </summary>
    public ImmutableSortedDictionary<string, string> StreamToSource { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The streams and sources that patterns define.</summary>
    public ImmutableSortedSet<string> PatternStreams { get; init; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Source streams that are neither bootstrap stream nor stream nor pattern.</summary>
    public ImmutableSortedSet<string> UnbuildableSources { get; init; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
}
