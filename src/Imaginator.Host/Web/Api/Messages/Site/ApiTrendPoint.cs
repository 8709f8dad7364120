using Imaginator.Host.Builds;

namespace Imaginator.Host.Web.Api.Messages.Site;

/// <summary>The builds of one step, by submission.</summary>
internal sealed record ApiTrendPoint
{
    /// <summary>The start of the step.</summary>
    public required DateTimeOffset At { get; init; }

    public required int Succeeded { get; init; }

    /// <summary>Builds whose inputs had not changed.</summary>
    public required int Unchanged { get; init; }

    public required int Failed { get; init; }

    /// <summary>Builds with another result.</summary>
    public required int Other { get; init; }

    /// <summary>The median duration of successful builds, in seconds.</summary>
    public double? MedianSeconds { get; init; }

    /// <summary>The 90th percentile of the durations of successful builds, in seconds.</summary>
    public double? Percentile90Seconds { get; init; }

    /// <summary>The 99th percentile of the durations of successful builds, in seconds.</summary>
    public double? Percentile99Seconds { get; init; }

    /// <summary>The median time in the queue, in seconds.</summary>
    public double? MedianWaitSeconds { get; init; }

    /// <summary>The greatest number of queued builds.</summary>
    public int? QueueLength { get; init; }

    /// <summary>The share of package downloads that the package cache answered, 0 to 1.</summary>
    public double? PackageCacheHitRate { get; init; }

    /// <summary>The size of the objects of the image store, in bytes.</summary>
    public long? StoreBytes { get; init; }

    /// <summary>The size of the new objects, in bytes.</summary>
    public required long NewBytes { get; init; }

    public static ApiTrendPoint Of(BuildPoint point) => new()
    {
        At = point.At,
        Succeeded = point.Succeeded,
        Unchanged = point.Unchanged,
        Failed = point.Failed,
        Other = point.Other,
        MedianSeconds = point.MedianDuration?.TotalSeconds,
        Percentile90Seconds = point.LongDuration?.TotalSeconds,
        Percentile99Seconds = point.LongestDuration?.TotalSeconds,
        MedianWaitSeconds = point.MedianWait?.TotalSeconds,
        QueueLength = point.QueueLength,
        PackageCacheHitRate = point.PackageCacheHitRate,
        StoreBytes = point.StoreBytes,
        NewBytes = point.NewBytes,
    };
}
