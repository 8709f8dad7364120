namespace Imaginator.Host.Queue.Scheduling;

/// <summary>
/// The places of builds that run at once. A build leaves its place while it waits for its source image; when it comes back it
/// goes before all that have not started. Guarded by the queue's lock.
/// </summary>
/// <param name="count">How many there are.</param>
internal sealed class BuildSlots(int count)
{
    private readonly Queue<(QueuedBuild Build, TaskCompletionSource Place)> _returning = new();
    private int _taken;

    /// <summary>Whether there is one for a build that has not started.</summary>
    public bool IsAnyFree => _taken < count;

    public void Take(QueuedBuild build)
    {
        build.HasSlot = true;
        _taken++;
    }

    public void Release(QueuedBuild build)
    {
        if (build.HasSlot)
        {
            build.HasSlot = false;
            _taken--;
        }
    }

    /// <summary>Waits for a place again.</summary>
    /// <param name="build">The build.</param>
    /// <returns>Completes when it has one. Whoever gives up cancels it.</returns>
    public TaskCompletionSource Reacquire(QueuedBuild build)
    {
        var place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _returning.Enqueue((build, place));
        return place;
    }

    /// <summary>Gives free places to builds that come back.</summary>
    public void FillReturning()
    {
        while (IsAnyFree && _returning.TryDequeue(out var returning))
        {
            // Whoever is first, the place or the cancellation, decides whether the build has a place to leave.
            if (returning.Place.TrySetResult())
            {
                Take(returning.Build);
            }
        }
    }
}
