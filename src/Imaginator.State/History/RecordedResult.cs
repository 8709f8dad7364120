namespace Imaginator.State.History;

/// <summary>The state or result of a build. The numbers are stored.</summary>
public enum RecordedResult
{
    /// <summary>The build waits in the queue.</summary>
    Queued = 0,

    /// <summary>The build runs.</summary>
    Running = 1,

    /// <summary>The build published or returned an image.</summary>
    Succeeded = 2,

    /// <summary>The build failed.</summary>
    Failed = 3,

    /// <summary>The build was cancelled, or its last subscriber left.</summary>
    Cancelled = 4,

    /// <summary>The daemon ended before the build did.</summary>
    Interrupted = 5,

    /// <summary>The build required a new source image, which the request did not permit.</summary>
    NeedsSourceImage = 6,

    /// <summary>Nothing was built: the inputs match those of the newest image, whose expiration was extended.</summary>
    Unchanged = 7,
}
