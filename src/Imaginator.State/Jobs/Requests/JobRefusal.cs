namespace Imaginator.State.Jobs.Requests;

/// <summary>The reason for refusing a request.</summary>
public enum JobRefusal
{
    /// <summary>Builds of this kind are paused.</summary>
    Paused,

    /// <summary>The build that the request would join has too many requests.</summary>
    TooManyJoins,

    /// <summary>The queue is full.</summary>
    QueueFull,

    /// <summary>The user has too many requests.</summary>
    TooManyOfUser,

    /// <summary>The reservation of the idempotency key has ended.</summary>
    KeyLost,
}
