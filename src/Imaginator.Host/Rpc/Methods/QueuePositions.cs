using System.Runtime.CompilerServices;
using Imaginator.Building.Events;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Rpc.Methods;

/// <summary>Tells clients the id of their build immediately, and its position in the queue until it starts. Thread-safe.</summary>
internal sealed class QueuePositions(IBuildQueue queue, TimeProvider timeProvider)
{
    /// <summary>The time between two looks at the queue.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Clients accept a limited number of events, and the stages of the build come later.
    private const int MaximumEvents = 200;

    /// <summary>The current position of a build.</summary>
    public BuildQueued Of(string streamName, BuildId id)
    {
        var build = queue.Find(id);
        return new BuildQueued(streamName, id.ToString(), build?.Position, build?.Position is null ? null : build.BlockedReason);
    }

    /// <summary>Follows the position of a build, from a known one on, until the build starts.</summary>
    public async IAsyncEnumerable<BuildEvent> FollowAsync(
        BuildQueued known, BuildId id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = queue.WaitWhileQueuedAsync(id, cancellationToken);
        for (var events = 0; known.Position is not null && events < MaximumEvents;)
        {
            await Task.WhenAny(start, Task.Delay(Interval, timeProvider, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            var current = Of(known.StreamName, id);
            if (current != known)
            {
                events++;
                known = current;
                yield return current;
            }
        }
    }
}
