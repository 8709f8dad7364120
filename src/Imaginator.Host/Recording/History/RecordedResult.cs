namespace Imaginator.Host.Recording.History;

/// <summary>What has become of a build. The numbers are stored.</summary>
internal enum RecordedResult
{
    /// <summary>It waits in the queue.</summary>
    Queued = 0,

    /// <summary>It runs.</summary>
    Running = 1,

    /// <summary>There is an image.</summary>
    Succeeded = 2,

    /// <summary>Something went wrong.</summary>
    Failed = 3,

    /// <summary>Somebody cancelled it, or nobody waited for it any more.</summary>
    Cancelled = 4,

    /// <summary>The daemon stopped, or died, before the build was over.</summary>
    Interrupted = 5,

    /// <summary>It would have had to build its source image first, which its order forbade.</summary>
    NeedsSourceImage = 6,

    /// <summary>Nothing was built: the newest image was made from the same inputs, and lives on.</summary>
    Unchanged = 7,
}
