namespace Imaginator.Host.Queue.Snapshots;

/// <summary>Where a build stands.</summary>
internal enum BuildState
{
    /// <summary>It has not started; <see cref="BuildSnapshot.BlockedReason"/> says why.</summary>
    Queued,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It is over, and no longer in the queue.</summary>
    Finished,
}
