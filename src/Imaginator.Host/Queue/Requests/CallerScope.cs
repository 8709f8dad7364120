using System.Collections.Immutable;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Host.Queue.Requests;

/// <summary>
/// The permissions of a bearer token: a role for streams. Each entry of <paramref name="Streams"/> is the name of a stream, or a
/// directory of streams with a slash at its end; <c>/</c> stands for all streams. Immutable.
/// </summary>
internal sealed record CallerScope(StreamRole Role, ImmutableArray<string> Streams)
{
    /// <summary>The entry that stands for all streams.</summary>
    public const string AllStreams = "/";

    /// <summary>Whether the scope has all streams.</summary>
    public bool IsSite => Streams.Contains(AllStreams);

    /// <summary>Whether the scope has a stream.</summary>
    public bool Includes(string streamName)
    {
        ArgumentNullException.ThrowIfNull(streamName);
        return Streams.Any(entry => entry == AllStreams
            || entry == streamName
            || (entry.EndsWith('/') && streamName.StartsWith(entry, StringComparison.Ordinal)));
    }

    /// <summary>
    /// Whether builds and images of a stream with the name of the token are those of the token: an earlier token can have had the same
    /// name and another scope.
    /// </summary>
    public bool MayOwn(string streamName) => Role >= StreamRole.Build && Includes(streamName);

    /// <summary>Whether the scope has all streams of an entry of another scope.</summary>
    public bool Covers(string entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry == AllStreams ? IsSite : Includes(entry);
    }
}
