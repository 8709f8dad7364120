using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Output;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Scheduling;

namespace Imaginator.Host.Queue;

/// <summary>A subscription of a caller.</summary>
/// <param name="subscriber">The entry of the caller in the build.</param>
/// <param name="hasJoined">Whether the build existed before.</param>
/// <param name="unsubscribe">Ends the subscription; called once.</param>
internal sealed class BuildSubscription(BuildSubscriber subscriber, bool hasJoined, Action<BuildSubscriber> unsubscribe)
    : IBuildSubscription
{
    private int _isDisposed;

    public BuildId Id => subscriber.Build.Id;

    public bool HasJoined => hasJoined;

    public Task Announced => subscriber.Build.Announcement;

    public IBuildOutput Output => subscriber.Build.Output;

    public BuildEventLog Events => subscriber.Build.Events;

    public Task<BuildOutcome> Completion => subscriber.Build.Completion;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            unsubscribe(subscriber);
            subscriber.Build.Output.Release();
        }
    }
}
