namespace Imaginator.Host.Queue;

/// <summary>Where a build stands.</summary>
internal enum BuildState
{
    /// <summary>It has not started; <see cref="BuildSnapshot.WaitsFor"/> says why.</summary>
    Queued,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It is over, and no longer in the queue.</summary>
    Finished,
}
