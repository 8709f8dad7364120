namespace Imaginator.Linux.Supervision;

/// <summary>The state of a <see cref="SeccompListener"/>.</summary>
public enum ListenerState
{
    /// <summary>No system call waits.</summary>
    Idle,

    /// <summary>A system call waits for an answer.</summary>
    Pending,

    /// <summary>All processes with the filter have ended.</summary>
    Ended,
}
