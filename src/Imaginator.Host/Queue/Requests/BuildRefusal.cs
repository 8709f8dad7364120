namespace Imaginator.Host.Queue.Requests;

/// <summary>Why an order is not taken.</summary>
internal enum BuildRefusal
{
    /// <summary>Builds of its kind are disabled for some time.</summary>
    Disabled,

    /// <summary>The daemon is stopping.</summary>
    Stopping,

    /// <summary>It would wait for itself: source images form a cycle.</summary>
    Cycle,

    /// <summary>The caller may not.</summary>
    NotPermitted,

    /// <summary>There is no such stream.</summary>
    UnknownStream,

    /// <summary>Something in the request is out of bounds.</summary>
    OutOfBounds,
}
