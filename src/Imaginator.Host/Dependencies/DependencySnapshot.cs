using System.Collections.Immutable;

namespace Imaginator.Host.Dependencies;

/// <summary>The known dependencies of the streams at one moment. Immutable.</summary>
internal sealed record DependencySnapshot
{
    /// <summary>The state before the first attempt.</summary>
    public static DependencySnapshot None { get; } = new();

    /// <summary>The time of the last successful attempt; null before.</summary>
    public DateTimeOffset? GeneratedAt { get; init; }

    /// <summary>The time of the last attempt; null before.</summary>
    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>
    /// The errors of the last attempt in one line, with masked secrets; empty for none. Streams with unreadable manifests keep
    /// their previous source.
    /// </summary>
    public string LastAttemptError { get; init; } = "";

    /// <summary>The output and the duration of the fetches of the last attempt, with masked secrets.</summary>
    public ReadOnlyMemory<byte> FetchLog { get; init; }

    /// <summary>
    /// The source stream of each stream: streams with exact names, and those of patterns that other streams are built on.
    /// </summary>
    public ImmutableSortedDictionary<string, string> StreamToSource { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The streams and source streams that match patterns.</summary>
    public ImmutableSortedSet<string> PatternStreams { get; init; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The source streams without a definition.</summary>
    public ImmutableSortedSet<string> UnbuildableSources { get; init; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
}
