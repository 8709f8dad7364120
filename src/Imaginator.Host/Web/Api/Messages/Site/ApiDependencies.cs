using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Site;

/// <summary>The dependencies of the streams, as far as they are known.</summary>
internal sealed record ApiDependencies
{
    /// <summary>The time of the last successful attempt; absent before.</summary>
    public DateTimeOffset? GeneratedAt { get; init; }

    /// <summary>The time of the last attempt; absent before.</summary>
    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>The errors of the last attempt. Streams with unreadable manifests keep their previous source.</summary>
    public string? LastAttemptError { get; init; }

    /// <summary>The source stream of each stream.</summary>
    public required ImmutableSortedDictionary<string, string> Sources { get; init; }

    /// <summary>The streams and source streams that match patterns.</summary>
    public required ImmutableArray<string> PatternStreams { get; init; }

    /// <summary>The source streams without a definition.</summary>
    public required ImmutableArray<string> UnbuildableSources { get; init; }
}
