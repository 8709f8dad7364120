using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.LocalStore.Reporting;

/// <summary>What the store logs: event ids 7000 to 7099.</summary>
internal static partial class LocalStoreLog
{
    [LoggerMessage(7000, LogLevel.Debug,
        "Added image {Name}: {NewObjects} new objects, flushed in {FlushMs} ms, the rest of the commit took {OtherMs} ms")]
    public static partial void Committed(ILogger logger, string name, int newObjects, double flushMs, double otherMs);

    [LoggerMessage(7001, LogLevel.Information,
        "Removed {Images} expired or deleted images and {Objects} objects with {Bytes} bytes from the store")]
    public static partial void Collected(ILogger logger, long images, long objects, long bytes);

    [LoggerMessage(7002, LogLevel.Warning, "Garbage could not be collected: {Reason}")]
    public static partial void CollectionFailed(ILogger logger, string reason);

    [LoggerMessage(7003, LogLevel.Warning, "An upload could not be taken back, the next collection does it: {Reason}")]
    public static partial void CleanupFailed(ILogger logger, string reason);
}
