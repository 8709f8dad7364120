namespace Imaginator.Host.Builds;

/// <summary>The result of a cancellation.</summary>
internal enum CancelResult
{
    /// <summary>The build is cancelled, and publishes no image.</summary>
    Cancelled,

    /// <summary>The build is already publishing its image, or has ended; it continues.</summary>
    TooLate,

    /// <summary>Neither the queue nor the history has the build.</summary>
    NotFound,

    /// <summary>The caller has no permission.</summary>
    Denied,
}
