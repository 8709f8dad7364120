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

    [LoggerMessage(7004, LogLevel.Warning,
        "Cannot complete the record of image {Name}; the next garbage collection completes it")]
    public static partial void RecordFailed(ILogger logger, string name, Exception exception);

    [LoggerMessage(7005, LogLevel.Warning,
        "The clock has jumped ahead by {Minutes} min; expired images stay in the store until {Until}, or until the clock goes back")]
    public static partial void ClockJumped(ILogger logger, long minutes, DateTimeOffset until);

    [LoggerMessage(7006, LogLevel.Information, "Made missing parts of store {Path} again: {Parts}")]
    public static partial void Completed(ILogger logger, string path, string parts);

    [LoggerMessage(7007, LogLevel.Warning,
        "Image {Name} has the creation time {CreatedOn}, which is in the future; images with other creation times count as newer")]
    public static partial void FutureImage(ILogger logger, string name, DateTimeOffset createdOn);

    [LoggerMessage(7008, LogLevel.Error,
        "The disk of store {Path} is full: images can be read, and neither added nor deleted; free at least 1 MiB, and restart")]
    public static partial void DiskFull(ILogger logger, string path);

    [LoggerMessage(7009, LogLevel.Error,
        "Object {Hash} is damaged: {Path}; the next upload of its contents replaces it, and builder-tool fsck-store names its images")]
    public static partial void ObjectDamaged(ILogger logger, string hash, string path);

    [LoggerMessage(7010, LogLevel.Information,
        "Compared {Objects} objects with {Bytes} bytes with their hashes; damaged: {Damaged}")]
    public static partial void Scrubbed(ILogger logger, long objects, long bytes, int damaged);

    [LoggerMessage(7011, LogLevel.Warning,
        "Cannot compare objects with their hashes, because they cannot be read: {Objects}; the first: {Reason}")]
    public static partial void ObjectsUnreadable(ILogger logger, int objects, string reason);
}
