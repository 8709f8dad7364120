namespace Imaginator.Host.Queue.Requests;

/// <summary>The reason for refusing a request.</summary>
internal enum BuildRefusal
{
    /// <summary>Builds of this kind are disabled for a time.</summary>
    Disabled,

    /// <summary>The daemon is stopping.</summary>
    Stopping,

    /// <summary>The build would wait for itself: source images form a cycle.</summary>
    Cycle,

    /// <summary>The caller has no permission.</summary>
    NotPermitted,

    /// <summary>The stream does not exist.</summary>
    UnknownStream,

    /// <summary>A value of the request is out of bounds.</summary>
    OutOfBounds,

    /// <summary>The queue or the build has too many requests, or the caller too many builds or idempotency keys.</summary>
    TooMany,

    /// <summary>The idempotency key belongs to another request of the caller.</summary>
    KeyReused,

    /// <summary>The build to retry is not known.</summary>
    UnknownBuild,

    /// <summary>The build cannot be retried without further inputs; see <see cref="BuildRefusedException.MissingVariables"/>.</summary>
    MissingInputs,
}
