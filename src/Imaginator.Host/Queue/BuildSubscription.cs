using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Output;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Scheduling;

namespace Imaginator.Host.Queue;

/// <summary>A share in a build, for its holder.</summary>
/// <param name="share">The share.</param>
/// <param name="hasJoined">Whether the build was there before.</param>
/// <param name="giveBack">Gives the share back; called once.</param>
internal sealed class BuildSubscription(BuildSubscriber share, bool hasJoined, Action<BuildSubscriber> giveBack) : IBuildSubscription
{
    private int _isDisposed;

    public BuildId Id => share.Build.Id;

    public bool HasJoined => hasJoined;

    public IBuildOutput Output => share.Build.Output;

    public BuildEventLog Events => share.Build.Events;

    public Task<BuildOutcome> Completion => share.Build.Completion;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            giveBack(share);
            share.Build.Output.Release();
        }
    }
}
