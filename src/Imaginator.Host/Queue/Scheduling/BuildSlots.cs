namespace Imaginator.Host.Queue.Scheduling;

/// <summary>
/// The slots of running builds. A build releases its slot while it waits for its source image; when it returns, it precedes
/// every build that has not started. Guarded by the lock of the queue.
/// </summary>
internal sealed class BuildSlots(int count)
{
    private readonly Queue<(QueuedBuild Build, TaskCompletionSource Slot)> _returning = new();
    private int _taken;

    /// <summary>Whether a slot is free for a build that has not started.</summary>
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

    /// <summary>Returns a source that completes when the build has a slot again; a caller that gives up cancels it.</summary>
    public TaskCompletionSource Reacquire(QueuedBuild build)
    {
        var slot = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _returning.Enqueue((build, slot));
        return slot;
    }

    /// <summary>Assigns free slots to builds that return.</summary>
    public void FillReturning()
    {
        while (IsAnyFree && _returning.TryDequeue(out var returning))
        {
            // The first of the slot and the cancellation decides whether the build has a slot to release.
            if (returning.Slot.TrySetResult())
            {
                Take(returning.Build);
            }
        }
    }
}
