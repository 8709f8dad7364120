namespace Imaginator.State.Schedule;

/// <summary>The state of the rebuild of a stream.</summary>
public enum StreamRebuildState
{
    /// <summary>The rebuild waits or is running.</summary>
    Pending,

    /// <summary>The stream has a new image.</summary>
    Rebuilt,

    /// <summary>The stream has no new image; the expiration of its newest image was extended.</summary>
    Extended,

    /// <summary>The stream has no new image, and no image that can be extended.</summary>
    Failed,
}
