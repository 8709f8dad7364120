using Imaginator.Host.Queue.Output;

namespace Imaginator.Host.Queue.Scheduling;

/// <summary>A share in a build, for its holder.</summary>
/// <param name="share">The share.</param>
/// <param name="hasJoined">Whether the build was there before.</param>
/// <param name="giveBack">Gives the share back; called once.</param>
internal sealed class BuildTicket(BuildShare share, bool hasJoined, Action<BuildShare> giveBack) : IBuildTicket
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
