namespace Imaginator.Host.Queue.Snapshots;

/// <summary>The state of a build.</summary>
internal enum BuildState
{
    /// <summary>The build has not started; see <see cref="BuildSnapshot.BlockedReason"/>.</summary>
    Queued,

    /// <summary>The build runs.</summary>
    Running,

    /// <summary>The build has ended and has left the queue.</summary>
    Finished,
}
