namespace Imaginator.Host.Builds;

/// <summary>The builds of one time step of a dashboard. Immutable.</summary>
/// <param name="At">The start of the step.</param>
internal sealed record BuildPoint(DateTimeOffset At)
{
    /// <summary>The number of builds that ended in the step, and published or returned an image.</summary>
    public int Succeeded { get; init; }

    /// <summary>The number of builds whose inputs had not changed.</summary>
    public int Unchanged { get; init; }

    /// <summary>The number of failed builds.</summary>
    public int Failed { get; init; }

    /// <summary>The number of builds with another result: cancelled, interrupted, or a source image was missing.</summary>
    public int Other { get; init; }

    /// <summary>The median duration of successful builds; null for none.</summary>
    public TimeSpan? MedianDuration { get; init; }

    /// <summary>The 90th percentile of the durations of successful builds; null for none.</summary>
    public TimeSpan? LongDuration { get; init; }

    /// <summary>The 99th percentile of the durations of successful builds; null for none.</summary>
    public TimeSpan? LongestDuration { get; init; }

    /// <summary>The median time in the queue; null for none.</summary>
    public TimeSpan? MedianWait { get; init; }

    /// <summary>The greatest number of queued builds in the step; null without samples, and for one stream.</summary>
    public int? QueueLength { get; init; }

    /// <summary>The share of package downloads that the package cache answered, 0 to 1; null without downloads, and for one stream.</summary>
    public double? PackageCacheHitRate { get; init; }

    /// <summary>The size of all objects of the image store in bytes; null if it is not known, and for one stream.</summary>
    public long? StoreBytes { get; init; }

    /// <summary>The size of the new objects of the step, in bytes.</summary>
    public long NewBytes { get; init; }
}
