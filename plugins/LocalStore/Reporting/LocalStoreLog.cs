using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.LocalStore.Reporting;

/// <summary>Log messages of the store: event IDs 7000 to 7099.</summary>
internal static partial class LocalStoreLog
{
    [LoggerMessage(7000, LogLevel.Debug,
        "Added image {Name} with {NewObjects} new objects in {FlushMs} ms for flushing and {OtherMs} ms for the rest of the commit")]
    public static partial void Committed(ILogger logger, string name, int newObjects, double flushMs, double otherMs);

    [LoggerMessage(7001, LogLevel.Information,
        "Removed {Images} expired or deleted images and {Objects} objects with {Bytes} bytes from the store")]
    public static partial void Collected(ILogger logger, long images, long objects, long bytes);

    [LoggerMessage(7002, LogLevel.Warning, "Cannot collect garbage in the store")]
    public static partial void CollectionFailed(ILogger logger, Exception exception);

    [LoggerMessage(7003, LogLevel.Warning, "Cannot remove the files of an upload; the next garbage collection removes them")]
    public static partial void CleanupFailed(ILogger logger, Exception exception);
}
