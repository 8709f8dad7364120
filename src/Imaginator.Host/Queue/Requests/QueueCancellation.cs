namespace Imaginator.Host.Queue.Requests;

/// <summary>The result of cancelling a build in the queue. Each is final.</summary>
internal enum QueueCancellation
{
    /// <summary>The build is cancelled: it never ends as succeeded, and publishes nothing.</summary>
    Cancelled,

    /// <summary>The build has begun to add its image under its name, and continues.</summary>
    TooLate,

    /// <summary>The queue does not have the build.</summary>
    NotFound,
}
